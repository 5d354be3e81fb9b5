import type { ColumnSchema, ResourceSchema } from '../resource-schema.js'
import { snakeCase } from './snake-case.js'
import { columnTypes } from './sql-type.js'
import { VIRTUAL_COLUMNS } from './virtual-columns.js'

/**
 * The columns of a type, in the order of its properties. Names are unique without regard to case: a property
 * whose name a virtual column has is `<name>_`, and a later property of an earlier one's name is `<name>_2`.
 */
export function columnsOf(
  model: Pick<ResourceSchema, 'properties' | 'definitions'>,
): readonly ColumnSchema[] {
  const taken = new Set<string>()
  return Object.entries(model.properties).map(([property, schema]) => {
    const name = freeName(snakeCase(property), taken)
    taken.add(name)
    return { name, property, ...columnTypes(schema, model) }
  })
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const base = (VIRTUAL_COLUMNS as readonly string[]).includes(wanted) ? `${wanted}_` : wanted
  let name = base
  for (let count = 2; taken.has(name); count += 1) name = `${base}_${count}`
  return name
}
