import type { Slice } from '../../sql/index.js'
import { toDuckDialect } from '../../sql/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { relocated } from '../query/prepare-query.js'

/** A name of a statement, as SQL. */
export function quotedName(parts: readonly string[]): string {
  return parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
}

/** ` AS "x"` for a table that has another name in its statement. */
export function aliasClause(alias: { readonly name: string } | undefined): string {
  return alias === undefined ? '' : ` AS ${quotedName([alias.name])}`
}

/** A slice must be one expression by itself: `1) OR (1 = 1` would change what surrounds it. */
export async function confirmExpression(
  source: string,
  slice: Slice,
  { engine }: ExecutionContext,
): Promise<void> {
  await new ComposedSql(source)
    .add('SELECT (')
    .addSlice(slice)
    .add('\n)')
    .run((sql) => {
      const dialect = toDuckDialect(sql)
      return relocated(sql, engine.syntaxTree(dialect.sql), dialect)
    })
}
