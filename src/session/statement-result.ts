import type { AppError } from '../errors/index.js'
import type { CoverageUnit } from '../execution/index.js'
import type { ResultColumn, ResultValue } from '../relation/index.js'
import type { ChangeView } from '../resource/index.js'
import type { Statement } from '../sql/index.js'

/** `resume`: what came of requests of earlier runs. */
export type StatementKind = Statement['kind'] | 'resume'

/** The answer of one statement: columns at once, rows as they come. */
export interface StatementResult {
  readonly kind: StatementKind
  readonly columns: readonly ResultColumn[]
  readonly batches: AsyncIterable<readonly (readonly ResultValue[])[]>
  /** True: a secret, or a text with secrets in it, which no one but the user is to see. */
  readonly isPrivate?: boolean
  /** `text`: one column whose cells are lines of a text, not values. */
  readonly presentation: 'rows' | 'text'
  /** Of EXPLAIN: what the text says as one value, in the shape that docs/explain.md describes. */
  readonly plan?: object
  /** Of EXPLAIN of a write and of SHOW CHANGES: what `plan` says, to be drawn in colours. */
  readonly changes?: readonly ChangeView[]
  /**
   * Where the reader stopped the statement, and this is the answer over what had come by then. `rows`: each of them
   * is one of the whole answer; `computed`: what counts, joins or sorts out did so without the rest, and may differ.
   */
  readonly cut?: 'rows' | 'computed'
  /** Filled while rows are fetched; complete when `batches` has ended. */
  readonly coverage: readonly CoverageUnit[]
  /** Writes of the statement that failed, beside those in the rows that succeeded. */
  readonly failures: readonly AppError[]
}
