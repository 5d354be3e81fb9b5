import { describeQuery, type ExecutionContext } from '../../execution/index.js'
import type { ResultSet } from '../../relation/index.js'
import type { DescribeStatement, Statement } from '../../sql/index.js'

/** DESCRIBE of a view or a temporary table: its columns and their types; `undefined` for other names. */
async function describeStored(
  { table, extended }: DescribeStatement,
  context: ExecutionContext,
): Promise<ResultSet | undefined> {
  const [name = '', ...others] = table.parts
  const { stored } = context.names
  if (others.length > 0 || !stored.all().has(name.toLowerCase())) return undefined
  const { columns } = await describeQuery(`SELECT * FROM "${name.replaceAll('"', '""')}"`, context)
  const shown = ['name', 'type', 'schema_type', 'flags', ...(extended ? ['description'] : [])]
  return {
    columns: shown.map((each) => ({ name: each, type: 'VARCHAR' })),
    rows: columns.map(({ name: column, type }) => [
      column,
      type,
      '',
      '',
      ...(extended ? [null] : []),
    ]),
  }
}

/** The columns of a view or a temporary table, where a DESCRIBE names one. */
export async function storedShape(
  statement: Statement,
  context: ExecutionContext,
): Promise<ResultSet | undefined> {
  return statement.kind === 'describe' ? describeStored(statement, context) : undefined
}
