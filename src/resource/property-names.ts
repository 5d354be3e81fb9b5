import type { ResourceSchema } from '../catalog/index.js'
import { findColumn } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { nearest } from '../util/index.js'
import type { Shape } from './shape.js'

/**
 * The CloudFormation property behind a name in SQL or a manifest: its own spelling, its column name, or
 * any spelling that differs in case and underscores alone.
 *
 * @throws AppError UNKNOWN_COLUMN with the nearest names.
 */
export function propertyNamed(schema: ResourceSchema, name: string): string {
  const property = findProperty(schema, name)
  if (property !== undefined) return property
  const columns = schema.columns.map((column) => column.name)
  const candidates = /[A-Z]/.test(name) ? Object.keys(schema.properties) : columns
  throw new AppError('UNKNOWN_COLUMN', `${schema.typeName} has no property "${name}"`, {
    hint: suggestion(
      name,
      candidates,
      `DESCRIBE ${schema.service}.${schema.table} lists them all.`,
    ),
    typeName: schema.typeName,
  })
}

/** As `propertyNamed`, but `undefined` where there is none. */
export function findProperty(schema: ResourceSchema, name: string): string | undefined {
  if (Object.hasOwn(schema.properties, name)) return name
  const found = findColumn(schema, name, 'write')
  if (found?.kind === 'property') return found.column.property
  // A virtual column (identifier, region, ...) hides the property that would have its name.
  return found === undefined ? sameSpelling(name, Object.keys(schema.properties)) : undefined
}

/** The key of an object as the schema spells it; `undefined` where the object is closed and has no such key. */
export function findKey(shape: Shape, key: string): string | undefined {
  if (shape.properties.has(key)) return key
  const known = sameSpelling(key, shape.properties.keys())
  if (known !== undefined) return known
  return shape.open ? key : undefined
}

/** `Did you mean x or y?`, or `otherwise` where nothing is near. */
export function suggestion(name: string, candidates: Iterable<string>, otherwise: string): string {
  const near = nearest(name, candidates)
  return near.length === 0 ? otherwise : `Did you mean ${near.join(' or ')}?`
}

function sameSpelling(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = fold(name)
  const found = [...candidates].filter((candidate) => fold(candidate) === wanted)
  return found.length === 1 ? found[0] : undefined
}

function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}
