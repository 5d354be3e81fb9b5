import type { Table } from '../../plan/index.js'
import {
  toDuckDialect,
  type Assignment,
  type DeleteStatement,
  type UpdateStatement,
} from '../../sql/index.js'
import { ComposedSql } from '../composed-sql.js'
import { addSetValue } from './set-value.js'
import { sqlLiteral } from './sql-literal.js'
import { aliasClause, quotedName } from './write-expressions.js'
import type { WriteTarget } from './write-target.js'

const KEYS = 'SELECT connection, region, "Identifier"'

/**
 * The SELECT of a write's keys and values.
 * @param only one resource that it is about, beside what the condition says
 */
export function composeKeys(
  statement: UpdateStatement | DeleteStatement,
  table: Table,
  assignments: readonly Assignment[],
  only?: Pick<WriteTarget, 'place' | 'shown'>,
): { readonly sql: ComposedSql; readonly targetOffset: number } {
  const { where, source } = statement
  const composed = new ComposedSql(source).add(KEYS)
  // Line breaks keep a comment at the end of a slice from swallowing what follows.
  for (const { value } of assignments) {
    addSetValue(composed.add(', ('), value, table)
    composed.add('\n)')
  }
  const targetOffset = toDuckDialect(`${composed.sql} FROM `).sql.length
  composed.add(` FROM ${quotedName(statement.table.parts)}${aliasClause(statement.alias)}`)
  if (where !== undefined) composed.add(' WHERE (').addSlice(where).add('\n)')
  if (only !== undefined) {
    const { connection, region } = only.place
    const keys = [
      ['"Identifier"', only.shown],
      ['region', region],
      ['connection', connection],
    ].map(([column = '', value = '']) => `${column} = ${sqlLiteral(value, 'VARCHAR')}`)
    composed.add(`${where === undefined ? ' WHERE' : ' AND'} ${keys.join(' AND ')}`)
  }
  return { sql: composed, targetOffset }
}
