import type { ResourceSchema } from '../../catalog/index.js'
import { isSecretName } from '../../resource/index.js'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../util/index.js'

/** Makes the salted hash of a text. */
export type Hash = (text: string) => string

const KEY = '$skyql:hash'

/** A model as it may be kept: what the service never returns, and what is named like a secret, is hashed. */
export function hashSecrets(schema: ResourceSchema, model: JsonObject, hash: Hash): JsonObject {
  const secretPaths = (schema.writeOnlyProperties ?? []).map(pathOf)
  const walk = (value: Json, path: readonly string[]): Json => {
    const name = path.at(-1) ?? ''
    if (value !== null && (secretPaths.some((one) => matches(one, path)) || isSecretName(name))) {
      return { [KEY]: hash(canonicalJson(value)) }
    }
    if (Array.isArray(value))
      return (value as readonly Json[]).map((item) => walk(item, [...path, '*']))
    if (!isJsonObject(value)) return value
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, walk(inner, [...path, key])]),
    )
  }
  return walk(model, []) as JsonObject
}

/**
 * A kept model with its secrets put back where the declared ones have the same hash. Where they have not, the
 * hash stays: it differs from any declared value.
 */
export function restoreSecrets(kept: JsonObject, declared: JsonObject, hash: Hash): JsonObject {
  const walk = (value: Json, other: Json | undefined): Json => {
    if (Array.isArray(value)) {
      const others = Array.isArray(other) ? (other as readonly Json[]) : []
      return (value as readonly Json[]).map((item, index) => walk(item, others[index]))
    }
    if (!isJsonObject(value)) return value
    const hashed = value[KEY]
    if (typeof hashed === 'string') {
      return other !== undefined && hash(canonicalJson(other)) === hashed ? other : value
    }
    const others = isJsonObject(other) ? other : {}
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, walk(inner, others[key])]),
    )
  }
  return walk(kept, declared) as JsonObject
}

/** True where a kept model has a secret in it: it cannot be sent as it is. */
export function hasHashes(value: Json): boolean {
  if (Array.isArray(value)) return value.some(hasHashes)
  if (!isJsonObject(value)) return false
  return Object.hasOwn(value, KEY) || Object.values(value).some(hasHashes)
}

function pathOf(pointer: string): string[] {
  return pointer
    .replace(/^\/properties/, '')
    .split('/')
    .slice(1)
}

function matches(pattern: readonly string[], path: readonly string[]): boolean {
  return (
    pattern.length === path.length && pattern.every((step, i) => step === '*' || step === path[i])
  )
}
