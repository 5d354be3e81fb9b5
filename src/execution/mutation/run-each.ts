import { AppError } from '../../errors/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import type { MutationOutcome } from './outcome.js'

/** What a write that failed is known by. */
export type FailedOutcome = Pick<
  MutationOutcome,
  'operation' | 'typeName' | 'connection' | 'region'
> & {
  readonly identifier?: string
}

/**
 * Runs the writes of one statement, some at once. A failure stops none of the others: every write has its
 * outcome, in the order of the statement.
 */
export async function runEach<T>(
  items: readonly T[],
  context: ExecutionContext,
  work: (item: T, row: number) => Promise<MutationOutcome>,
  describe: (item: T) => FailedOutcome,
): Promise<MutationOutcome[]> {
  return mapConcurrent(items, context.mutationsInFlight, (item, row) =>
    orFailed(() => work(item, row), describe(item)),
  )
}

/** What came of a write; that it failed is an outcome, too. */
export async function orFailed(
  work: () => Promise<MutationOutcome>,
  described: FailedOutcome,
): Promise<MutationOutcome> {
  try {
    return await work()
  } catch (cause) {
    const error = AppError.from(cause)
    const { identifier, requestToken } = error.details
    return {
      ...described,
      ...(identifier === undefined ? {} : { identifier }),
      ...(requestToken === undefined ? {} : { requestToken }),
      status: statusOf(error),
      error,
    }
  }
}

function statusOf({ details }: AppError): MutationOutcome['status'] {
  if (details.underWay === true) return 'IN_PROGRESS'
  return details.unanswered === true ? 'UNKNOWN' : 'FAILED'
}
