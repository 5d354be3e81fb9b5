import type { Catalog, PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { ResultSet } from '../relation/index.js'
import type { DescribeStatement } from '../sql/index.js'
import { locateName } from './locate-name.js'
import { findSystemTable, SYSTEM_TABLES, type SystemTable } from './system-table.js'
import { findTable, identifierProperties, tableColumns, type Table } from './table.js'

/** Paths below this depth are left out; recursive types end here. */
const DEEPEST = 8

/** Answers DESCRIBE from the catalogue; EXTENDED adds nested paths, flags and AWS's own descriptions. */
export function describe(statement: DescribeStatement, catalog: Catalog): ResultSet {
  const { source, table: name } = statement
  const system = findSystemTable(name.parts, { sql: source, offset: name.offset })
  if (system !== undefined) return described(systemRows(system), statement)
  const table = locateName(source, name.offset, () => findTable(catalog, name.parts))
  const descriptions = statement.extended ? catalog.descriptions?.(table.entry) : undefined
  const rows = topRows(table).flatMap((row) =>
    statement.extended && row.property !== undefined
      ? [row, ...nestedRows(table.schema, row.property, row.name)]
      : [row],
  )
  const cells = rows.map(({ name, type, schemaType, pointer }) => {
    const flags = pointer === undefined ? '' : flagsOf(table.schema, pointer).join(', ')
    const description = pointer === undefined ? undefined : descriptions?.get(pointer)
    return [name, type, schemaType, flags, description ?? null]
  })
  return described(cells, statement)
}

const COLUMNS = ['name', 'type', 'schema_type', 'flags', 'description']

/** @param cells one for each of `COLUMNS`; the last is for EXTENDED alone. */
function described(
  cells: readonly (readonly (string | null)[])[],
  { extended }: DescribeStatement,
): ResultSet {
  const shown = extended ? COLUMNS.length : COLUMNS.length - 1
  return {
    columns: COLUMNS.slice(0, shown).map((name) => ({ name, type: 'VARCHAR' })),
    rows: cells.map((row) => row.slice(0, shown)),
  }
}

/** A table of skyql itself has no schema beside its columns. */
function systemRows(table: SystemTable): (string | null)[][] {
  return SYSTEM_TABLES[table].columns.map(({ name, type }) => [name, type, '', '', null])
}

interface DescribedRow {
  readonly name: string
  readonly type: string | null
  readonly schemaType: string
  /** `/properties/FlowDefinition/FlowName` */
  readonly pointer?: string
  /** Top-level property, for a column that has nested paths. */
  readonly property?: string
}

function topRows(table: Table): DescribedRow[] {
  const { schema } = table
  const rows = tableColumns(table, ['Identifier', 'account_id', 'connection']).map(
    ({ name, type, source }): DescribedRow => {
      if (source.kind === 'property') {
        const column = schema.columns.find(({ property }) => property === source.property)
        const { property } = source
        return {
          name,
          type,
          schemaType: column?.schemaType ?? '',
          pointer: `/properties/${property}`,
          property,
        }
      }
      return {
        name,
        type,
        schemaType:
          source.kind === 'identifier'
            ? `virtual: ${identifierProperties(schema).join('|')}`
            : 'virtual',
      }
    },
  )
  return rows
}

function nestedRows(schema: ResourceSchema, property: string, column: string): DescribedRow[] {
  const rows: DescribedRow[] = []
  visit(schema.properties[property], { pointer: `/properties/${property}`, path: column, depth: 0 })
  return rows

  function visit(
    shape: PropertySchema | undefined,
    place: { readonly pointer: string; readonly path: string; readonly depth: number },
  ): void {
    const resolved = resolve(schema, shape)
    if (resolved === undefined || place.depth > DEEPEST) return
    if (resolved.items !== undefined) {
      const { pointer, path, depth } = place
      visit(resolved.items, { pointer: `${pointer}/*`, path: `${path}[*]`, depth: depth + 1 })
    }
    for (const [key, inner] of Object.entries(resolved.properties ?? {})) {
      const pointer = `${place.pointer}/${key}`
      // Nested keys come back as CloudFormation spells them; writes also take snake_case.
      const path = `${place.path}.${key}`
      const target = resolve(schema, inner)
      rows.push({ name: path, type: null, schemaType: typeText(target), pointer })
      visit(inner, { pointer, path, depth: place.depth + 1 })
    }
  }
}

function typeText(shape: PropertySchema | undefined): string {
  const type = shape?.type
  if (type !== undefined) return Array.isArray(type) ? type.join('|') : String(type)
  return shape?.properties === undefined ? 'any' : 'object'
}

function resolve(
  schema: ResourceSchema,
  shape: PropertySchema | undefined,
): PropertySchema | undefined {
  let current = shape
  for (let hops = 0; current?.$ref !== undefined && hops < DEEPEST; hops++) {
    const [, kind, name = ''] = current.$ref.split('/')
    current = kind === 'definitions' ? schema.definitions?.[name] : schema.properties[name]
  }
  return current
}

function flagsOf(schema: ResourceSchema, pointer: string): string[] {
  const property = pointer.slice('/properties/'.length)
  return [
    ...(schema.primaryIdentifier.includes(pointer) ? ['key'] : []),
    ...(schema.required?.includes(property) === true ? ['required'] : []),
    ...(schema.readOnlyProperties?.includes(pointer) === true ? ['read-only'] : []),
    ...(schema.writeOnlyProperties?.includes(pointer) === true
      ? [schema.document === undefined ? 'write-only: AWS never returns it' : 'write-only']
      : []),
    ...(schema.createOnlyProperties?.includes(pointer) === true ? ['create-only'] : []),
    ...(schema.conditionalCreateOnlyProperties?.includes(pointer) === true
      ? ['conditional-create-only']
      : []),
    ...(schema.deprecatedProperties?.includes(pointer) === true ? ['deprecated'] : []),
  ]
}
