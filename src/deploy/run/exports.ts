import { findColumn, type ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { Export, StackResource } from '../../manifest/index.js'
import { findProperty, parseIdentifier } from '../../resource/index.js'
import { dictionary, isJsonObject, nearest, type Json, type JsonObject } from '../../util/index.js'

/** A resource whose properties are exported. */
export interface ExportSource {
  readonly schema: ResourceSchema
  readonly region: string
  readonly identifier: string
  readonly model: JsonObject
}

/** Exported variables of a resource, from its properties. What it does not have is null. */
export function exportsOfModel(resource: StackResource, source: ExportSource): JsonObject {
  const values = dictionary()
  for (const one of resource.exports) values[one.variable] = valueOf(resource, one, source)
  return values
}

/**
 * The properties of a resource that its identifier tells, where those are all that it exports: it need not be read.
 * `undefined` where more is exported.
 */
export function nameParts(
  resource: StackResource,
  { schema, identifier }: Pick<ExportSource, 'schema' | 'identifier'>,
): JsonObject | undefined {
  // A part of a nested property is no property of the type.
  if (!schema.primaryIdentifier.every((pointer) => /^\/properties\/[^/]+$/.test(pointer)))
    return undefined
  let parts: JsonObject
  try {
    parts = parseIdentifier(schema, identifier)
  } catch (error) {
    if (AppError.is(error)) return undefined
    throw error
  }
  const told = resource.exports.every(({ column }) => {
    const { property } = columnOf(schema, column)
    return property === undefined || parts[property] !== undefined
  })
  return told ? parts : undefined
}

/** What is wrong with the columns that a resource exports: the type does not have them. */
export function exportProblems(resource: StackResource, schema: ResourceSchema): AppError[] {
  const nothing = { schema, region: '', identifier: '', model: {} }
  return resource.exports.flatMap((one) => {
    try {
      valueOf(resource, one, nothing)
      return []
    } catch (error) {
      return [AppError.from(error)]
    }
  })
}

function valueOf(resource: StackResource, { column, place }: Export, source: ExportSource): Json {
  const { schema, model, identifier, region } = source
  const { head, path, found, property } = columnOf(schema, column)
  if (found?.kind === 'virtual' && property === undefined) {
    const name = found.name as string
    if (name === 'identifier') return identifier
    if (name === 'region') return region
  }
  if (property === undefined) {
    const near = nearest(
      head,
      schema.columns.map(({ name }) => name),
    )
    throw new AppError(
      'UNKNOWN_COLUMN',
      `${resource.name}: ${schema.typeName} has no property "${head}" to export`,
      {
        ...place,
        hint:
          near.length > 0
            ? `did you mean ${near.join(' or ')}?`
            : `DESCRIBE ${schema.service}.${schema.table} lists them`,
      },
    )
  }
  return path.reduce<Json>(
    (value, step) => (isJsonObject(value) ? (value[step] ?? null) : null),
    model[property] ?? null,
  )
}

/** What a column to export is of a type: a property, or what every table has. */
function columnOf(schema: ResourceSchema, column: string): Exported {
  let known = COLUMNS.get(schema)
  if (known === undefined) COLUMNS.set(schema, (known = new Map<string, Exported>()))
  let found = known.get(column)
  if (found === undefined) known.set(column, (found = lookUp(schema, column)))
  return found
}

type Exported = ReturnType<typeof lookUp>

const COLUMNS = new WeakMap<ResourceSchema, Map<string, Exported>>()

function lookUp(schema: ResourceSchema, column: string) {
  const [head = '', ...path] = column.split('.')
  const found = findColumn(schema, head)
  const property = found?.kind === 'property' ? found.column.property : findProperty(schema, head)
  return { head, path, found, property }
}

/** Exported variables of a row that a statement returned; a missing column is null, as a missing value is. */
export function exportsOfRow(resource: StackResource, row: JsonObject): JsonObject {
  const folded = new Map(Object.entries(row).map(([name, value]) => [fold(name), value]))
  const values = dictionary()
  for (const { column, variable } of resource.exports) {
    values[variable] = folded.get(fold(column)) ?? null
  }
  return values
}

const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
