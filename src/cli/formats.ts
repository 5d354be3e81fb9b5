/** What rows can be written as. */
export const FORMATS = ['table', 'json', 'jsonl', 'csv', 'markdown', 'vertical', 'yaml', 'parquet']
