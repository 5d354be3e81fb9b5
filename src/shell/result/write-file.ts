import { createWriteStream } from 'node:fs'
import { once } from 'node:events'
import { extname } from 'node:path'
import { finished } from 'node:stream/promises'
import { AppError } from '../../errors/index.js'
import { formatterFor } from '../../format/index.js'
import { isCsvSafe, userFolder, type StatementResult } from '../../session/index.js'

const FORMATS: Readonly<Record<string, string>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.md': 'markdown',
  '.tsv': 'tsv',
  '.yaml': 'yaml',
  '.yml': 'yaml',
}

export function isParquet(file: string): boolean {
  return extname(file).toLowerCase() === '.parquet'
}

/**
 * Writes an answer to a file, in the format that its ending names (a table where it names none); answers
 * the number of rows.
 * @throws AppError USAGE where the file cannot be written
 */
export async function writeFile(result: StatementResult, file: string): Promise<number> {
  const formatter = await formatterFor(FORMATS[extname(file).toLowerCase()] ?? 'table', {
    guardFormulas: await isCsvSafe(userFolder()),
  })
  const stream = createWriteStream(file)
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (cause) => reject(new AppError('USAGE', `cannot write ${file}`, { cause })))
  })
  // It is looked at below; a failure before that is not unhandled.
  failed.catch(() => undefined)
  const write = async (text: string): Promise<void> => {
    if (!stream.write(text)) await Promise.race([once(stream, 'drain'), failed])
  }
  let rows = 0
  await write(formatter.begin(result.columns))
  for await (const batch of result.batches) {
    rows += batch.length
    await write(formatter.rows(batch))
  }
  await write(formatter.end({ rowCount: rows }))
  stream.end()
  await Promise.race([finished(stream), failed])
  return rows
}
