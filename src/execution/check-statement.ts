import { actionCall, describe, describeMethod, execStatement, show } from '../plan/index.js'
import type { Statement } from '../sql/index.js'
import { checkCancellation, isCancellation } from './builtin/cancel-requests.js'
import type { ExecutionContext } from './context.js'
import { explainStatement } from './explain-statement.js'
import { checkWrite } from './mutation/write-plan.js'
import { statementNeeds } from './permissions/statement-needs.js'

/**
 * Finds what is wrong with a statement without a call: syntax, names, types, missing keys.
 * @throws AppError as running it would
 */
export async function checkStatement(
  statement: Statement,
  context: ExecutionContext,
): Promise<void> {
  switch (statement.kind) {
    case 'show':
      show(statement, context.catalog)
      return
    case 'describe':
      describe(statement, context.catalog)
      return
    case 'describe-method':
      describeMethod(statement, context.catalog)
      return
    case 'exec':
      if (actionCall(statement, context.catalog) !== undefined) return
      return checkStatement(execStatement(statement, context.catalog), context)
    case 'report':
    case 'cancel':
    case 'set':
      return
    // What names mean is the session's to check.
    case 'create':
    case 'refresh':
    case 'drop':
    case 'use':
    case 'transaction':
      return
    case 'explain':
      if (statement.statement.kind === 'query') {
        await explainStatement({ ...statement, analyze: false }, context)
      } else await checkWrite(statement.statement, context)
      return
    case 'permissions':
      await statementNeeds(statement.statement, context)
      return
    case 'query':
      await explainStatement({ kind: 'explain', source: statement.source, statement }, context)
      return
    default:
      if (statement.kind === 'delete' && isCancellation(statement, context)) {
        await checkCancellation(statement, context)
      } else await checkWrite(statement, context)
  }
}
