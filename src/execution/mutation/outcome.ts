import type { CallPlace, MutationOperation } from '../../connectors/index.js'
import type { AppError } from '../../errors/index.js'
import type { ResultSet } from '../../relation/index.js'
import type { JsonObject } from '../../util/index.js'

/** What came of one write. */
export interface MutationOutcome extends CallPlace {
  readonly operation: MutationOperation | 'REPLACE'
  readonly typeName: string
  /** Absent where the service had not named the resource yet. */
  readonly identifier?: string
  /**
   * `UNCHANGED`: the resource is as asked already, nothing was sent. `STAGED`: it waits for COMMIT. `SKIPPED`: not
   * begun, since another failed. `UNDONE`: done, and taken back. Of a request of an earlier run: `NOT_RECEIVED`
   * where it never arrived, `UNKNOWN` where nothing can tell any more. `CANCEL_…`: of a DELETE from the
   * table of requests.
   */
  readonly status:
    | 'SUCCESS'
    | 'UNCHANGED'
    | 'IN_PROGRESS'
    | 'FAILED'
    | 'STAGED'
    | 'SKIPPED'
    | 'UNDONE'
    | 'NOT_RECEIVED'
    | 'UNKNOWN'
    | 'CANCEL_IN_PROGRESS'
    | 'CANCEL_COMPLETE'
  readonly requestToken?: string
  readonly error?: AppError
  /** What the answer to the write said of the resource. */
  readonly answer?: JsonObject
  /** What is to be said of it, beside its status. */
  readonly note?: string
}

/** What came of the writes of one statement. */
export interface MutationResult {
  readonly outcomes: readonly MutationOutcome[]
  /** The rows of RETURNING, where the statement has it. */
  readonly returned?: ResultSet
}

/** Outcomes as rows, in the order of the statement. */
export function outcomeRows(outcomes: readonly MutationOutcome[]): ResultSet {
  const columns = [
    'operation',
    'type_name',
    'region',
    'identifier',
    'status',
    'request_token',
    'message',
  ]
  return {
    columns: columns.map((name) => ({ name, type: 'VARCHAR' })),
    rows: outcomes.map((outcome) => [
      outcome.operation,
      outcome.typeName,
      outcome.region,
      outcome.identifier ?? null,
      outcome.status,
      outcome.requestToken ?? null,
      outcome.error?.message ?? outcome.note ?? null,
    ]),
  }
}
