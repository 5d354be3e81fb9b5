import { canonicalJson, isJsonObject, type Json } from '../../../util/index.js'
import { listOf } from './list-of.js'

/** Elements whose single value and whose list of one value mean the same, in any order. */
const LISTS =
  /^(?:Not)?(?:Action|Resource|Principal)$|^(?:Statement|AWS|Service|Federated|CanonicalUser)$/
const ACCOUNT_ROOT = /^arn:aws[\w-]*:iam::(\d{12}):root$/

/**
 * One text for all policy documents that AWS evaluates alike, and for all lists of tags with the same tags:
 * statements, actions, resources, principals, condition values and tags are sets.
 */
export function canonicalPolicy(document: Json): string {
  return canonicalJson(normalised(embedded(document), ''))
}

/** A document that was stored as a text within JSON. */
function embedded(document: Json): Json {
  if (typeof document !== 'string' || !/^\s*[{[]/.test(document)) return document
  try {
    return JSON.parse(document) as Json
  } catch {
    return document
  }
}

function normalised(value: Json, element: string): Json {
  if (element === 'Condition' && isJsonObject(value)) return conditions(value)
  if (/Principal$/.test(element) && value === '*') return normalised({ AWS: value }, element)
  if (LISTS.test(element) && !(isJsonObject(value) && /Principal$/.test(element))) {
    return asSet(listOf(value), element)
  }
  if (Array.isArray(value)) {
    const items = value as readonly Json[]
    if (element === '' || element === 'Tags') return asSet(items, element)
    return items.map((item) => normalised(item, `${element}[]`))
  }
  if (!isJsonObject(value)) return scalar(value, element)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, normalised(inner, key)]),
  )
}

/** Names of actions do not tell case apart; an account stands for its root. */
function scalar(value: Json, element: string): Json {
  if (typeof value !== 'string') return value
  if (/Action$/.test(element)) return value.toLowerCase()
  return element === 'AWS' ? value.replace(ACCOUNT_ROOT, '$1') : value
}

function asSet(items: readonly Json[], element: string): Json {
  const inner = /Action$|^AWS$/.test(element) ? element : `${element}[]`
  const texts = items.map((item) =>
    canonicalJson(isJsonObject(item) ? normalised(item, 'item') : scalar(item, inner)),
  )
  return [...new Set(texts)].sort()
}

/** Operator, key, values; a value is compared as text. */
function conditions(operators: Readonly<Record<string, Json>>): Json {
  return Object.fromEntries(
    Object.entries(operators).map(([operator, keys]) => [
      operator,
      isJsonObject(keys)
        ? Object.fromEntries(
            Object.entries(keys).map(([key, values]) => [
              key,
              [...new Set((Array.isArray(values) ? values : [values]).map(String))].sort(),
            ]),
          )
        : keys,
    ]),
  )
}
