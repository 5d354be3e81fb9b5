import type { ResourceSchema } from '../../catalog/index.js'
import { replaceWholeSecrets } from '../../resource/index.js'
import {
  canonicalJson,
  isJsonObject,
  KnownSecrets,
  type Json,
  type JsonObject,
} from '../../util/index.js'

/** Makes the salted hash of a text. */
export type Hash = (text: string) => string

const KEY = '$skyql:hash'

/**
 * A model as it may be kept: what the service never returns, what is named like a secret, and what tells something that
 * is hidden is hashed.
 */
export function hashSecrets(
  schema: ResourceSchema,
  model: JsonObject,
  hash: Hash,
  hidden: KnownSecrets = new KnownSecrets(),
): JsonObject {
  const hashed = (value: Json): Json => ({ [KEY]: hash(canonicalJson(value)) })
  const walk = (value: Json): Json => {
    if (Array.isArray(value)) return (value as readonly Json[]).map(walk)
    if (isJsonObject(value)) {
      if (Object.hasOwn(value, KEY)) return value
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walk(inner)]))
    }
    if (typeof value !== 'string' && typeof value !== 'number') return value
    return hidden.cut(String(value)) === String(value) ? value : hashed(value)
  }
  return walk(replaceWholeSecrets(schema, model, hashed)) as JsonObject
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
