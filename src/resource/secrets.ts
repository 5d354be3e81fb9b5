import type { PropertySchema, ResourceSchema } from '../catalog/index.js'
import type { Json, JsonObject } from '../util/index.js'
import { isJsonObject } from '../util/index.js'
import type { Reason } from './change.js'
import type { PatchOperation } from './patch-document.js'
import { isWithin, parsePointer, pointerPath } from './pointer.js'

/** What stands in for a value that must not be shown. */
export const MASK = '(sensitive)'

const SECRET_NAME =
  /(?:passw|passphrase|secret|credential|private_?key|access_?key|api_?key|auth_?key|(?:auth|access|bearer|refresh|session|security|id)_?token|^token)/i

/** What a URL is signed with. */
export const SIGNATURE = /\?[^\s"']*X-Amz-(?:Signature|Credential|Security-Token)=[^\s"']*/gi

const REFERENCE_NAME = /(?:arn|arns|id|ids|name|names|url|uri|type|version|enabled|length|days)$/i

/**
 * A model for people to look at: write-only leaves and leaves under names of secrets are masked, signed
 * URLs are cut. Names that only point to a secret (`SecretArn`) stay readable.
 * @returns the model itself where there is nothing to hide in it
 */
export function maskSecrets(schema: ResourceSchema, model: JsonObject): JsonObject {
  const hidden = hiddenPaths(schema)
  return mask(model, [], hidden) as JsonObject
}

/** As `maskSecrets`, for the values of a patch. */
export function maskPatch(
  schema: ResourceSchema,
  patch: readonly PatchOperation[],
): readonly PatchOperation[] {
  const hidden = hiddenPaths(schema)
  const masked = patch.map((operation) => {
    if (operation.value === undefined) return operation
    const value = mask(operation.value, parsePointer(operation.path), hidden)
    return value === operation.value ? operation : { ...operation, value }
  })
  return masked.every((operation, index) => operation === patch[index]) ? patch : masked
}

/** As `maskSecrets`, for the values in the reasons of a change. */
export function maskReasons(schema: ResourceSchema, reasons: readonly Reason[]): Reason[] {
  const hidden = hiddenPaths(schema)
  return reasons.map(({ from, to, ...reason }) => {
    const path = parsePointer(reason.path)
    const masked = (value: Json | undefined): Json | undefined =>
      value === undefined ? undefined : mask(value, path, hidden)
    return { ...reason, from: masked(from), to: masked(to) }
  })
}

/**
 * What is never shown: of a resource type all that it never returns, since nobody says which of it is secret; of a
 * table of a document, which says so, its secrets.
 */
function hiddenPaths(schema: ResourceSchema): string[][] {
  const { document, writeOnlyProperties = [], properties } = schema
  if (document === undefined) return writeOnlyProperties.map((each) => [...pointerPath(each)])
  return secretPaths(schema, properties, [])
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

/**
 * The texts in a model that `maskSecrets` hides, to be cut from what others say about it. Texts of fewer than
 * four characters are left out: cutting them would cut words that have nothing to do with them.
 */
export function secretTexts(schema: ResourceSchema, model: JsonObject): string[] {
  const found: string[] = []
  collect(model, maskSecrets(schema, model), found)
  return found
}

/** As `secretTexts`, for the values of a patch. */
export function secretPatchTexts(
  schema: ResourceSchema,
  patch: readonly PatchOperation[],
): string[] {
  const found: string[] = []
  const masked = maskPatch(schema, patch)
  patch.forEach(({ value = null }, index) => collect(value, masked[index]?.value ?? null, found))
  return found
}

const SHORTEST = 4

function collect(value: Json, masked: Json, found: string[]): void {
  if (isJsonObject(value) || Array.isArray(value)) {
    for (const [key, inner] of Object.entries(value)) {
      collect(inner as Json, (masked as Record<string, Json>)[key] ?? null, found)
    }
    return
  }
  if (value === masked || value === null || typeof value === 'boolean') return
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (text.length >= SHORTEST) found.push(text)
}

/** True for names whose values are secrets. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && !REFERENCE_NAME.test(name)
}

/** The value itself where there is nothing to hide in it. */
function mask(value: Json, path: readonly string[], hidden: readonly (readonly string[])[]): Json {
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    const masked = items.map((item, index) => mask(item, [...path, String(index)], hidden))
    return masked.every((item, index) => item === items[index]) ? items : masked
  }
  if (isJsonObject(value)) {
    const entries = Object.entries(value).map(
      ([key, inner]) => [key, mask(inner, [...path, key], hidden)] as const,
    )
    const isSame = entries.every(([key, inner]) => inner === value[key])
    return isSame ? value : Object.fromEntries(entries)
  }
  if (value === null) return null
  if (hidden.some((one) => isWithin(path, one)) || path.some(isSecretName)) return MASK
  return typeof value === 'string' ? cutSignature(value) : value
}

function cutSignature(text: string): string {
  return text.replace(SIGNATURE, '?...')
}
