import {
  statementNeeds,
  type ExecutionContext,
  type StatementNeeds,
  type StoredNames,
} from '../execution/index.js'
import { permissionRows, policyDocument, type PolicyDocument } from '../plan/index.js'
import type { ResultSet } from '../relation/index.js'
import type { Statement } from '../sql/index.js'
import { rowAnswer } from './answer.js'
import { unsettled } from './connections/unasked.js'
import type { StatementResult } from './statement-result.js'

/** What a caller must be allowed, as IAM takes it and as rows. */
export interface Permissions {
  readonly document: PolicyDocument
  readonly rows: ResultSet
}

/** The permissions that several statements need together. */
export function combinedPermissions(needs: readonly StatementNeeds[]): Permissions {
  const handlers = needs.flatMap((each) => each.handlers)
  const actions = [...new Set(needs.flatMap((each) => each.actions))]
  return { document: policyDocument(handlers, actions), rows: permissionRows(handlers, actions) }
}

/** What one statement needs; which region and account it is for is left open. */
export async function needsOf(
  statement: Statement,
  context: ExecutionContext,
  stored: StoredNames = context.names.stored,
): Promise<StatementNeeds> {
  const { names, connections } = context
  return statementNeeds(statement, {
    ...context,
    connections: unsettled(connections),
    names: { ...names, stored },
  })
}

/** Answers SHOW PERMISSIONS: rows, and for formats with structure the policy document. */
export async function showPermissions(
  statement: Extract<Statement, { kind: 'permissions' }>,
  context: ExecutionContext,
): Promise<StatementResult> {
  const { document, rows } = combinedPermissions([await needsOf(statement.statement, context)])
  return { ...rowAnswer(statement, rows), plan: document }
}
