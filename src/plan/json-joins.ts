import { isJsonObject, type Json } from '../util/index.js'
import { child, integer, list, objects, text } from './duckdb-node.js'

/**
 * The `||` of a bound plan (before any optimizer) that have JSON on both sides, a string literal counting as JSON beside
 * JSON, as in Postgres: DuckDB joins their texts. Byte offsets in the text that was bound.
 */
export function findJsonJoins(plan: Json): readonly number[] {
  const found = new Set<number>()
  for (const node of objects([plan])) {
    if (node['expression_class'] !== 'BOUND_FUNCTION' || text(node, 'name') !== '||') continue
    const sides = list(node, 'children').map(sideOf)
    if (sides.length !== 2 || sides.includes('other') || !sides.includes('json')) continue
    const at = integer(node, 'query_location')
    if (Number.isSafeInteger(at)) found.add(at)
  }
  return [...found]
}

function sideOf(node: Json): 'json' | 'literal' | 'other' {
  if (!isJsonObject(node)) return 'other'
  if (node['expression_class'] === 'BOUND_CAST') {
    // The operator casts what it is given to text.
    const inner = child(node, 'child')
    return isJsonType(typeOf(inner)) ? 'json' : sideOf(inner ?? null)
  }
  if (isJsonType(typeOf(node))) return 'json'
  return node['expression_class'] === 'BOUND_CONSTANT' ? 'literal' : 'other'
}

function typeOf(node: Json | undefined): Json | undefined {
  return child(node, 'return_type') ?? child(child(node, 'value'), 'type')
}

function isJsonType(type: Json | undefined): boolean {
  return text(child(type, 'type_info') ?? null, 'alias') === 'JSON'
}
