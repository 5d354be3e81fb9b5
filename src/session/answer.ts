import type { ResultSet } from '../relation/index.js'
import type { Statement } from '../sql/index.js'
import type { StatementResult } from './statement-result.js'

/** Rows that are at hand, as the answer of a statement. */
export function rowAnswer({ kind }: Statement, { columns, rows }: ResultSet): StatementResult {
  return {
    kind,
    columns,
    batches: onlyBatch(rows),
    presentation: 'rows',
    coverage: [],
    failures: [],
  }
}

/** One column of lines, as the answer of a statement. */
export function textAnswer(statement: Statement, lines: ResultSet): StatementResult {
  return { ...rowAnswer(statement, lines), presentation: 'text' }
}

// eslint-disable-next-line @typescript-eslint/require-await -- a result is an async iterable, this one is at hand
async function* onlyBatch<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}
