/** What rows can be written as. */
export const FORMATS = [
  ...[
    'table',
    'json',
    'jsonl',
    'csv',
    'tsv',
    'text',
    'markdown',
    'vertical',
    'yaml',
    'yaml-stream',
  ],
  'parquet',
]
