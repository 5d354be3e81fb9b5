import type { Statement } from '../../sql/index.js'
import type { PlacedStatement } from './placed-statement.js'

/**
 * A script that changes nothing and tells what it would do: each write is explained, and what stands in a
 * transaction is staged, shown where COMMIT stands, and dropped.
 */
export function dryRun(statements: readonly PlacedStatement[]): PlacedStatement[] {
  let staging = false
  return statements.flatMap((placed) => {
    const { statement } = placed
    const { source } = statement
    if (statement.kind === 'transaction') {
      staging = statement.action === 'begin'
      if (statement.action !== 'commit') return [placed]
      const shown: Statement = { kind: 'report', source, what: 'changes' }
      const dropped: Statement = { kind: 'transaction', source, action: 'rollback' }
      return [
        { ...placed, statement: shown },
        { ...placed, statement: dropped },
      ]
    }
    return [{ ...placed, statement: staging ? statement : explained(statement) }]
  })
}

function explained(statement: Statement): Statement {
  switch (statement.kind) {
    case 'query':
    case 'insert':
    case 'update':
    case 'delete':
      return { kind: 'explain', source: statement.source, statement }
    case 'exec':
      return { ...statement, isDry: true }
    default:
      return statement
  }
}
