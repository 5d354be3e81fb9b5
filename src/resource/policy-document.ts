import type { Json, JsonObject } from '../util/index.js'
import { canonicalJson, isJsonObject } from '../util/index.js'
import { parseStructure } from './json-structure.js'
import { normaliseConditions } from './policy-condition.js'
import { normalisePrincipal } from './policy-principal.js'
import { normaliseActions, valueSet } from './policy-values.js'

const DOCUMENT_KEYS = new Set(['Version', 'Id', 'Statement'])
const STATEMENT_KEYS = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
])
/** What IAM reads into a document that names no version. */
const DEFAULT_VERSION = '2008-10-17'

/**
 * The IAM policy document that a value is or spells as JSON text; `undefined` for all else. The shape
 * decides, not the property's name: nothing but the keys of the policy grammar, and an Effect in each
 * statement.
 */
export function policyDocumentOf(value: Json): JsonObject | undefined {
  const document = typeof value === 'string' ? parseStructure(value) : value
  if (!isJsonObject(document)) return undefined
  if (!Object.keys(document).every((key) => DOCUMENT_KEYS.has(key))) return undefined
  const statements = statementsOf(document)
  const sound = statements.length > 0 && statements.every(isStatement)
  return sound ? document : undefined
}

/**
 * True where IAM evaluates two documents alike: one value is a list of that value, lists are sets, the
 * order of statements says nothing, Action ignores case, and a principal has its several spellings. Sid,
 * Id and the case of Effect count. Documents that only happen to allow the same (a wildcard beside what it
 * covers) stay different.
 */
export function policiesEqual(a: JsonObject, b: JsonObject): boolean {
  return canonicalJson(normalisePolicy(a)) === canonicalJson(normalisePolicy(b))
}

/** One representative of all documents that `policiesEqual` calls equal; for comparing alone. */
export function normalisePolicy(document: JsonObject): JsonObject {
  const statements = statementsOf(document).filter(isJsonObject).map(normaliseStatement)
  const ordered = statements
    .map((statement): [string, Json] => [canonicalJson(statement), statement])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, statement]) => statement)
  return {
    Version: document.Version ?? DEFAULT_VERSION,
    ...(document.Id !== undefined && document.Id !== null && { Id: document.Id }),
    Statement: ordered,
  }
}

function normaliseStatement(statement: JsonObject): JsonObject {
  const kept: [string, Json][] = []
  for (const [key, value] of Object.entries(statement)) {
    if (value === null || (key === 'Sid' && value === '')) continue
    kept.push([key, normaliseElement(key, value)])
  }
  return Object.fromEntries(kept)
}

function normaliseElement(key: string, value: Json): Json {
  switch (key) {
    case 'Action':
    case 'NotAction':
      return normaliseActions(value)
    case 'Resource':
    case 'NotResource':
      return valueSet(value)
    case 'Principal':
    case 'NotPrincipal':
      return normalisePrincipal(value)
    case 'Condition':
      return normaliseConditions(value)
    default:
      return value
  }
}

function isStatement(value: Json): boolean {
  return (
    isJsonObject(value) &&
    typeof value.Effect === 'string' &&
    Object.keys(value).every((key) => STATEMENT_KEYS.has(key))
  )
}

function statementsOf(document: JsonObject): readonly Json[] {
  const { Statement } = document
  if (Statement === undefined) return []
  return Array.isArray(Statement) ? (Statement as readonly Json[]) : [Statement]
}
