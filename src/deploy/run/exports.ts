import { findColumn, type ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { Export, StackResource } from '../../manifest/index.js'
import { findProperty } from '../../resource/index.js'
import { isJsonObject, nearest, type Json, type JsonObject } from '../../util/index.js'

/** A resource whose properties are exported. */
export interface ExportSource {
  readonly schema: ResourceSchema
  readonly region: string
  readonly identifier: string
  readonly model: JsonObject
}

/** Exported variables of a resource, from its properties. What it does not have is null. */
export function exportsOfModel(resource: StackResource, source: ExportSource): JsonObject {
  return Object.fromEntries(
    resource.exports.map((one) => [one.variable, valueOf(resource, one, source)]),
  )
}

/** @throws AppError for a column that the type does not have */
export function checkExports(resource: StackResource, schema: ResourceSchema): void {
  const nothing = { schema, region: '', identifier: '', model: {} }
  for (const one of resource.exports) valueOf(resource, one, nothing)
}

function valueOf(resource: StackResource, { column, place }: Export, source: ExportSource): Json {
  const { schema, model, identifier, region } = source
  const [head = '', ...path] = column.split('.')
  const found = findColumn(schema, head)
  const property = found?.kind === 'property' ? found.column.property : findProperty(schema, head)
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

/** Exported variables of a row that a statement returned; a missing column is null, as a missing value is. */
export function exportsOfRow(resource: StackResource, row: JsonObject): JsonObject {
  const folded = new Map(Object.entries(row).map(([name, value]) => [fold(name), value]))
  return Object.fromEntries(
    resource.exports.map(({ column, variable }) => [variable, folded.get(fold(column)) ?? null]),
  )
}

const fold = (name: string): string => name.replaceAll('_', '').toLowerCase()
