import { columnTypesOf, type Catalog, type ColumnDocument } from '../catalog/index.js'
import type { ResultSet } from '../relation/index.js'
import type { DescribeMethodStatement } from '../sql/index.js'

/** Answers DESCRIBE METHOD of an action of a provider document; `undefined` for other methods. */
export function describeAction(
  { method, extended }: DescribeMethodStatement,
  catalog: Catalog,
): ResultSet | undefined {
  const [provider = '', service = '', table = '', name = ''] = method.parts
  const entry = catalog.find({ provider, service, table })
  const schema = entry && catalog.schema(entry)
  const actions = Object.entries(schema?.document?.table.actions ?? {})
  const [, action] = actions.find(([each]) => each.toLowerCase() === name.toLowerCase()) ?? []
  if (schema === undefined || action === undefined) return undefined
  const { parameters = {}, required = [], columns = { answer: {} } } = action
  const rowsOf = (
    properties: Readonly<Record<string, ColumnDocument>>,
    kindOf: (property: string) => string,
  ): (string | null)[][] =>
    columnTypesOf({ ...schema, properties }).map(({ property, type }) => [
      property,
      type,
      kindOf(property),
      JSON.stringify({ ...properties[property], about: undefined }),
      properties[property]?.about ?? null,
    ])
  const rows = [
    ...rowsOf(parameters, (each) => (required.includes(each) ? 'required' : 'optional')),
    ...rowsOf(columns, () => 'response'),
  ]
  const shown = ['name', 'type', 'param_type', 'shape', ...(extended ? ['description'] : [])]
  return {
    columns: shown.map((each) => ({ name: each, type: 'VARCHAR' })),
    rows: rows.map((row) => row.slice(0, shown.length)),
  }
}
