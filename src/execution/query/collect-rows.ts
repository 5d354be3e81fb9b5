import type { QueryResult } from '../../engine/index.js'
import type { ResultValue } from '../../relation/index.js'

/** All rows of an answer. */
export async function collectRows(result: QueryResult): Promise<(readonly ResultValue[])[]> {
  const rows: (readonly ResultValue[])[] = []
  for await (const batch of result.batches) rows.push(...batch)
  return rows
}
