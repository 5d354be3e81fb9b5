import { cancelledRows, cancelRequest, type ExecutionContext } from '../execution/index.js'
import type { CancelStatement } from '../sql/index.js'
import { rowAnswer } from './answer.js'
import type { StatementResult } from './statement-result.js'

/** Answers CANCEL REQUEST. */
export async function cancelAnswer(
  statement: CancelStatement,
  context: ExecutionContext,
): Promise<StatementResult> {
  return rowAnswer(statement, cancelledRows(await cancelRequest(statement, context)))
}
