import {
  snakeCase,
  type Catalog,
  type PropertySchema,
  type ResourceSchema,
} from '../catalog/index.js'
import type { ResultSet } from '../relation/index.js'
import type { DescribeStatement } from '../sql/index.js'
import { allowedValues, resolveReference } from './allowed-values.js'
import { locateName } from './locate-name.js'
import { findSystemTable, SYSTEM_TABLES, type SystemTable } from './system-table.js'
import { findTable, identifierProperties, tableColumns, type Table } from './table.js'

/** Paths below this depth are left out; recursive types end here. */
const DEEPEST = 8

/** Answers DESCRIBE from the catalogue; EXTENDED adds nested paths, what each takes, and AWS's own descriptions. */
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
  const cells = rows.map(({ name, type, schemaType, pointer, path = name, shape }) => {
    const flags = pointer === undefined ? '' : flagsOf(table.schema, pointer).join(', ')
    const description = pointer === undefined ? undefined : descriptions?.get(pointer)
    const allowed = allowedValues(table.schema, shape)
    return [name, type, schemaType, flags, path, allowed, description ?? null]
  })
  return described(cells, statement)
}

const COLUMNS = ['name', 'type', 'schema_type', 'flags']
const EXTENDED = ['column_path', 'allowed', 'description']

/** @param cells one for each of `COLUMNS`, then of `EXTENDED` */
function described(
  cells: readonly (readonly (string | null)[])[],
  { extended }: DescribeStatement,
): ResultSet {
  const shown = extended ? [...COLUMNS, ...EXTENDED] : COLUMNS
  return {
    columns: shown.map((name) => ({ name, type: 'VARCHAR' })),
    rows: cells.map((row) => row.slice(0, shown.length)),
  }
}

/** A table of skyql itself has no schema beside its columns. */
function systemRows(table: SystemTable): (string | null)[][] {
  return SYSTEM_TABLES[table].columns.map(({ name, type }) => [name, type, '', '', name, '', null])
}

interface DescribedRow {
  readonly name: string
  readonly type: string | null
  readonly schemaType: string
  /** `/properties/FlowDefinition/FlowName` */
  readonly pointer?: string
  /** Top-level property, for a column that has nested paths. */
  readonly property?: string
  /** The name as columns are written: `flow_definition.flow_name`. */
  readonly path?: string
  readonly shape?: PropertySchema
}

function topRows(table: Table): DescribedRow[] {
  const { schema } = table
  const rows = tableColumns(table, ['Identifier', 'account_id', 'connection']).map(
    ({ name, type, source }): DescribedRow => {
      if (source.kind === 'property') {
        const column = schema.columns.find(({ property }) => property === source.property)
        const { property } = source
        const shape = schema.properties[property]
        return {
          name,
          type,
          schemaType: column?.schemaType ?? '',
          pointer: `/properties/${property}`,
          property,
          ...(shape === undefined ? {} : { shape }),
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

interface NestedPlace {
  readonly pointer: string
  readonly name: string
  readonly path: string
  readonly depth: number
}

function nestedRows(schema: ResourceSchema, property: string, column: string): DescribedRow[] {
  const rows: DescribedRow[] = []
  const place = { pointer: `/properties/${property}`, name: column, path: column, depth: 0 }
  visit(schema.properties[property], place)
  return rows

  function visit(shape: PropertySchema | undefined, place: NestedPlace): void {
    if (shape === undefined || place.depth > DEEPEST) return
    const resolved = resolveReference(schema, shape)
    const depth = place.depth + 1
    if (resolved.items !== undefined) {
      const { pointer, name, path } = place
      visit(resolved.items, {
        pointer: `${pointer}/*`,
        name: `${name}[*]`,
        path: `${path}[*]`,
        depth,
      })
    }
    for (const [key, inner] of Object.entries(resolved.properties ?? {})) {
      const pointer = `${place.pointer}/${key}`
      // Nested keys come back as CloudFormation spells them; paths and writes also take snake_case.
      const name = `${place.name}.${key}`
      const path = `${place.path}.${snakeCase(key)}`
      const schemaType = typeText(resolveReference(schema, inner))
      rows.push({ name, type: null, schemaType, pointer, path, shape: inner })
      visit(inner, { pointer, name, path, depth })
    }
  }
}

function typeText(shape: PropertySchema | undefined): string {
  const type = shape?.type
  if (type !== undefined) return Array.isArray(type) ? type.join('|') : String(type)
  return shape?.properties === undefined ? 'any' : 'object'
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
