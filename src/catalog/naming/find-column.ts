import type { ColumnSchema, ResourceSchema } from '../resource-schema.js'
import { VIRTUAL_COLUMNS, type VirtualColumn } from './virtual-columns.js'

/** What a name in a statement means for a table. */
export type FoundColumn =
  | { readonly kind: 'virtual'; readonly name: VirtualColumn }
  | { readonly kind: 'property'; readonly column: ColumnSchema }

/** Columns that StackQL publishes with a leading underscore, since their names are reserved words there. */
export const UNDERSCORE_ALIASES: ReadonlySet<string> = new Set([
  'database',
  'force',
  'format',
  'match',
  'schema',
  'update',
  'values',
])

/**
 * The column that a name means, without regard to case: a virtual column, a column (`domain_name`), a property
 * (`DomainName`), or a published alias (`_values`). With `use` `write`, a property spelled exactly as the
 * registry spells it wins over the virtual column of that name (`Identifier` in an INSERT is the property).
 */
export function findColumn(
  schema: Pick<ResourceSchema, 'columns'>,
  name: string,
  use: 'read' | 'write' = 'read',
): FoundColumn | undefined {
  const wanted = name.toLowerCase()
  const { columns } = schema
  const exact = use === 'write' ? columns.find((column) => column.property === name) : undefined
  if (exact !== undefined) return { kind: 'property', column: exact }
  const virtual = VIRTUAL_COLUMNS.find((each) => each === wanted)
  if (virtual !== undefined) return { kind: 'virtual', name: virtual }
  const column =
    columns.find((each) => each.name === wanted) ??
    columns.find((each) => each.property.toLowerCase() === wanted) ??
    columns.find((each) => UNDERSCORE_ALIASES.has(each.name) && `_${each.name}` === wanted)
  return column === undefined ? undefined : { kind: 'property', column }
}

/** The names beside `column.name` that {@link findColumn} accepts for a column. */
export function columnAliases(column: ColumnSchema): readonly string[] {
  return UNDERSCORE_ALIASES.has(column.name)
    ? [column.property, `_${column.name}`]
    : [column.property]
}
