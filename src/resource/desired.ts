import { isDocumentType, type ResourceSchema } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { Json, JsonObject } from '../util/index.js'
import type { SqlValue } from './coerce.js'
import { coerceProperty } from './coerce.js'
import { documentProblems } from './document-checks.js'
import { formatPointer, pointerPath, valuesAt } from './pointer.js'
import { findProperty, propertyNamed } from './property-names.js'
import { missingProperties } from './required.js'

/** Values by property or column name, as a statement or a manifest gives them. */
export type NamedValues = Readonly<Record<string, SqlValue>>

/** Coerced values by property; `null` asks to remove the property. */
export type PropertyChanges = Readonly<Record<string, Json>>

/**
 * The DesiredState of a new resource, keys in the schema's order, NULLs left out.
 *
 * @param later properties whose values are not known yet: they are left out, and not missing.
 * @throws AppError with every problem in one message: unknown, read-only, wrongly typed and missing
 *   properties. Its code is that of the first one.
 */
export function buildDesired(
  schema: ResourceSchema,
  values: NamedValues,
  later: readonly string[] = [],
): JsonObject {
  const problems: AppError[] = []
  const changes = collectChanges(schema, values, problems)
  const model = inSchemaOrder(schema, changes)
  const tried = attempted(schema, values)
  const missing = missingProperties(schema, { ...valuesOf(later), ...model })
  problems.push(
    ...missingError(
      schema,
      missing.filter((path) => !tried.has(path)),
    ),
  )
  if (problems.length === 0) problems.push(...documentProblems(schema, model, later.length === 0))
  throwAll(problems)
  return model
}

/** What a new resource lacks beside properties that have a value, whatever that is. */
export function missingBeside(
  schema: ResourceSchema,
  properties: readonly string[],
): AppError | undefined {
  return missingError(schema, missingProperties(schema, valuesOf(properties)))[0]
}

/** A model in which properties are there, and nothing is known of what is inside of them. */
function valuesOf(properties: readonly string[]): JsonObject {
  return Object.fromEntries(properties.map((property) => [property, '']))
}

function missingError(schema: ResourceSchema, missing: readonly string[]): AppError[] {
  if (missing.length === 0) return []
  const { typeName, service, table } = schema
  const name = isDocumentType(typeName) ? typeName : `awscc.${service}.${table}`
  const hint = `SHOW INSERT INTO ${name} prints a statement to start from.`
  const message = `${typeName} needs ${missing.join(', ')}`
  return [new AppError('MISSING_PROPERTY', message, { hint, typeName })]
}

/**
 * The changes of an UPDATE: names resolved, values coerced, NULL as `null`.
 *
 * @throws AppError as `buildDesired`, without the check for missing properties.
 */
export function buildChanges(schema: ResourceSchema, values: NamedValues): PropertyChanges {
  const problems: AppError[] = []
  const changes = collectChanges(schema, values, problems)
  if (problems.length === 0) problems.push(...documentProblems(schema, changes, false))
  throwAll(problems)
  return changes
}

function collectChanges(
  schema: ResourceSchema,
  values: NamedValues,
  problems: AppError[],
): PropertyChanges {
  const changes = new Map<string, Json>()
  const sources = new Map<string, string>()
  for (const [name, value] of Object.entries(values)) {
    try {
      const property = propertyNamed(schema, name)
      const other = sources.get(property)
      if (other !== undefined) {
        throw new AppError('USAGE', `${property} is given twice, as "${other}" and "${name}"`)
      }
      sources.set(property, name)
      refuseReadOnly(schema, property)
      const coerced = coerceProperty(schema, property, value) ?? null
      refuseReadOnlyInside(schema, property, coerced)
      changes.set(property, coerced)
    } catch (error) {
      problems.push(AppError.from(error))
    }
  }
  return Object.fromEntries(changes)
}

function refuseReadOnly(schema: ResourceSchema, property: string): void {
  if (schema.readOnlyProperties?.includes(formatPointer(['properties', property])) === true) {
    throw readOnlyError(schema, property)
  }
}

function refuseReadOnlyInside(schema: ResourceSchema, property: string, value: Json): void {
  for (const pointer of schema.readOnlyProperties ?? []) {
    const [head, ...rest] = pointerPath(pointer)
    if (head === property && valuesAt(value, rest).length > 0) {
      throw readOnlyError(schema, [head, ...rest].join('.'))
    }
  }
}

function readOnlyError(schema: ResourceSchema, path: string): AppError {
  return new AppError(
    'READ_ONLY_PROPERTY',
    `${path} of ${schema.typeName} is read-only: the service sets it`,
    { hint: `Leave ${path} out.`, typeName: schema.typeName },
  )
}

/** Properties that were named with a value, so that a bad value is not reported as missing too. */
function attempted(schema: ResourceSchema, values: NamedValues): Set<string | undefined> {
  const named = Object.entries(values).filter(([, value]) => value !== null && value !== undefined)
  return new Set(named.map(([name]) => findProperty(schema, name)))
}

function inSchemaOrder(schema: ResourceSchema, changes: PropertyChanges): JsonObject {
  return Object.fromEntries(
    Object.keys(schema.properties)
      .filter((name) => Object.hasOwn(changes, name) && changes[name] !== null)
      .map((name) => [name, changes[name] as Json]),
  )
}

function throwAll(problems: readonly AppError[]): void {
  const [first, ...others] = problems
  if (first === undefined) return
  if (others.length === 0) throw first
  const hints = problems.flatMap(({ details }) => details.hint ?? [])
  const lines = problems.map(({ message }) => `- ${message}`)
  throw new AppError(first.code, `${problems.length} problems:\n${lines.join('\n')}`, {
    ...(first.details.typeName !== undefined && { typeName: first.details.typeName }),
    ...(hints.length > 0 && { hint: [...new Set(hints)].join(' ') }),
  })
}
