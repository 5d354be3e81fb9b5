import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import type { Reason } from './change.js'
import type { PatchOperation } from './patch-document.js'
import { parsePointer, pointerPath } from './pointer.js'
import { collecting, MASKING, SecretWalk, type Replacing } from './secret-walk.js'

/**
 * A model for people to look at: write-only leaves and leaves under names of secrets are masked, signed
 * URLs are cut. Names that only point to a secret (`SecretArn`) stay readable.
 * @returns the model itself where there is nothing to hide in it
 */
export function maskSecrets(schema: ResourceSchema, model: JsonObject): JsonObject {
  return replaceSecrets(schema, model, MASKING)
}

/** A model with `replacement` in the place of each value that `maskSecrets` would mask, or mask a part of. */
export function replaceWholeSecrets(
  schema: ResourceSchema,
  model: JsonObject,
  replacement: (value: Json) => Json,
): JsonObject {
  return replaceSecrets(schema, model, {
    whole: replacement,
    part: replacement,
    json: replacement,
  })
}

function replaceSecrets(
  schema: ResourceSchema,
  model: JsonObject,
  replacing: Replacing,
): JsonObject {
  return new SecretWalk(hiddenPaths(schema), replacing).of(model, []) as JsonObject
}

/** As `maskSecrets`, of values that no type describes. @param name of the value */
export function maskValue(value: Json, name = ''): Json {
  return new SecretWalk([], MASKING).of(value, name === '' ? [] : [name])
}

/** As `maskSecrets`, for the values of a patch. @param identifier of what it changes */
export function maskPatch(
  schema: ResourceSchema,
  patch: readonly PatchOperation[],
  identifier?: string,
): readonly PatchOperation[] {
  const walk = new SecretWalk(hiddenPaths(schema), MASKING, identityOf(schema, identifier))
  const masked = patch.map((operation) => {
    if (operation.value === undefined) return operation
    const value = walk.at(operation.value, parsePointer(operation.path))
    return value === operation.value ? operation : { ...operation, value }
  })
  return masked.every((operation, index) => operation === patch[index]) ? patch : masked
}

function identityOf(
  schema: ResourceSchema,
  identifier: string | undefined,
): { readonly identity?: JsonObject } {
  const [pointer, ...others] = schema.primaryIdentifier
  // What is known of it is its name: of an identifier of several parts none is the name of a value.
  if (identifier === undefined || pointer === undefined || others.length > 0) return {}
  return { identity: { [pointerPath(pointer).at(-1) ?? '']: identifier } }
}

/** As `maskSecrets`, for the values in the reasons of a change. @param model that is changed, where it is known */
export function maskReasons(
  schema: ResourceSchema,
  reasons: readonly Reason[],
  model?: JsonObject,
): Reason[] {
  const walk = new SecretWalk(hiddenPaths(schema), MASKING, { model })
  return reasons.map(({ from, to, ...reason }) => {
    const path = parsePointer(reason.path)
    const masked = (value: Json | undefined): Json | undefined =>
      value === undefined ? undefined : walk.at(value, path)
    return { ...reason, from: masked(from), to: masked(to) }
  })
}

/**
 * Names of properties whose values are never shown, whatever they are called: the last steps of their paths.
 */
export function hiddenNames(schema: ResourceSchema): string[] {
  return hiddenPaths(schema).flatMap((path) => path.findLast((step) => step !== '*') ?? [])
}

/**
 * What is never shown: of a resource type the values that it never returns, since nobody says which of them are secret;
 * of a table of a document, which says so, its secrets. A value of parts with names is told by those.
 */
function hiddenPaths(schema: ResourceSchema): string[][] {
  let paths = HIDDEN_PATHS.get(schema)
  if (paths === undefined) {
    const { document, writeOnlyProperties = [], properties } = schema
    paths =
      document === undefined
        ? writeOnlyProperties
            .map((each) => [...pointerPath(each)])
            .filter((path) => !hasNamedParts(schema, path))
        : secretPaths(schema, properties, [])
    HIDDEN_PATHS.set(schema, paths)
  }
  return paths
}

const HIDDEN_PATHS = new WeakMap<ResourceSchema, string[][]>()

/** Whether what lies at a path is an object, or a list of such, whose members the type names. */
function hasNamedParts(schema: ResourceSchema, path: readonly string[]): boolean {
  let at: PropertySchema | undefined = { properties: schema.properties }
  for (const step of path) {
    const known: PropertySchema | undefined = resolved(schema, at)
    at = step === '*' ? known?.items : known?.properties?.[step]
  }
  const found = resolved(schema, at)
  const parts = found?.items === undefined ? found : resolved(schema, found.items)
  return Object.keys(parts?.properties ?? {}).length > 0
}

function resolved(
  { definitions, properties }: ResourceSchema,
  property: PropertySchema | undefined,
): PropertySchema | undefined {
  let found = property
  for (let depth = 0; found?.$ref !== undefined && depth < DEEPEST; depth++) {
    const [, kind, name = ''] = found.$ref.split('/')
    found = kind === 'definitions' ? definitions?.[name] : properties[name]
  }
  return found
}

/** Deeper paths are those of a schema that speaks of itself. */
const DEEPEST = 12

function secretPaths(
  schema: ResourceSchema,
  properties: Readonly<Record<string, PropertySchema>>,
  above: readonly string[],
): string[][] {
  return Object.entries(properties).flatMap(([name, property]) =>
    secretsIn(schema, property, [...above, name]),
  )
}

function secretsIn(
  schema: ResourceSchema,
  property: PropertySchema | undefined,
  path: readonly string[],
): string[][] {
  if (property === undefined || path.length > DEEPEST) return []
  if (property.secret === true) return [[...path]]
  const { $ref: reference, properties = {}, items, additionalProperties: others } = property
  const [, kind, name = ''] = reference?.split('/') ?? []
  const target = kind === 'definitions' ? schema.definitions?.[name] : undefined
  const alternatives = [...(property.oneOf ?? []), ...(property.anyOf ?? [])]
  return [
    ...secretsIn(schema, target, path),
    ...secretPaths(schema, properties, path),
    ...secretsIn(schema, items, [...path, '*']),
    ...secretsIn(schema, typeof others === 'object' ? others : undefined, [...path, '*']),
    ...alternatives.flatMap((each) => secretsIn(schema, each, path)),
  ]
}

/** The texts in a model that `maskSecrets` hides, to be cut from what others say about it. */
export function secretTexts(schema: ResourceSchema, model: JsonObject): string[] {
  const found: string[] = []
  replaceSecrets(schema, model, collecting(found))
  return found
}

/** As `secretTexts`, for the values of a patch. @param identifier of what it changes */
export function secretPatchTexts(
  schema: ResourceSchema,
  patch: readonly PatchOperation[],
  identifier?: string,
): string[] {
  const found: string[] = []
  const walk = new SecretWalk(
    hiddenPaths(schema),
    collecting(found),
    identityOf(schema, identifier),
  )
  for (const { path, value } of patch) if (value !== undefined) walk.at(value, parsePointer(path))
  return found
}

/** As `secretTexts`, of values that no type describes. @param name of the value */
export function secretTextsOf(value: Json, name = ''): string[] {
  const found: string[] = []
  new SecretWalk([], collecting(found)).of(value, name === '' ? [] : [name])
  return found
}
