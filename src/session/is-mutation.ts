import type { MutationStatement, Statement } from '../sql/index.js'

/** True for statements that write to resources. */
export function isMutation(statement: Statement): statement is MutationStatement {
  return statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete'
}
