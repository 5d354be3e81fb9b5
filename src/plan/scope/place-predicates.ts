import { isSystemName } from '../system-table.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import { child, integer, list, objects, text, texts } from '../duckdb-node.js'
import { isPlaceColumn, type PlaceColumn } from '../place.js'

/** The name that a candidate's place has in the predicates that are read out. */
export const CANDIDATE = 'skyql candidate'

/** A predicate on where rows are from and on nothing else. */
export interface PlacePredicate {
  /** A node of DuckDB's syntax tree, whose columns are named `CANDIDATE.region` and so on. */
  readonly node: Json
  readonly columns: ReadonlySet<PlaceColumn>
}

/**
 * Predicates that speak of a table's region, connection and account alone, by byte offset of the reference:
 * `lower(region) = …`, `connection LIKE 'prod-%'`, `region IN (SELECT region FROM skyql.regions …)`. Rows that
 * fail one cannot be in the answer, so they may be evaluated over the known places before any call.
 *
 * Read from a SELECT's own WHERE and join conditions where its FROM has inner joins only: what an outer join
 * adds is not to be had from fewer rows.
 */
export function placePredicates(tree: Json): ReadonlyMap<number, readonly PlacePredicate[]> {
  const found = new Map<number, PlacePredicate[]>()
  for (const node of objects(list(tree, 'statements'))) {
    if (node['type'] !== 'SELECT_NODE') continue
    const from = readFrom(child(node, 'from_table'))
    if (from === undefined) continue
    for (const predicate of [...from.conditions, child(node, 'where_clause')].flatMap(conjuncts)) {
      const candidate = new Candidate(from)
      const node = candidate.rename(predicate, undefined)
      const { offset, columns } = candidate
      if (offset === undefined || candidate.isOther) continue
      found.set(offset, [...(found.get(offset) ?? []), { node, columns }])
    }
  }
  return found
}

interface From {
  /** Byte offset of each base table by alias, lower case. */
  readonly tables: ReadonlyMap<string, number>
  /** The FROM is one base table: a column without a qualifier is its own. */
  readonly only: number | undefined
  readonly conditions: readonly Json[]
}

function readFrom(from: Json | undefined): From | undefined {
  const tables = new Map<string, number>()
  const conditions: Json[] = []
  const visit = (item: Json | undefined): boolean => {
    switch (text(item, 'type')) {
      case 'BASE_TABLE': {
        const alias = (text(item, 'alias') || text(item, 'table_name')).toLowerCase()
        if (tables.has(alias)) return false
        tables.set(alias, integer(item, 'query_location'))
        return true
      }
      case 'JOIN': {
        if (text(item, 'join_type') !== 'INNER') return false
        const condition = child(item, 'condition')
        if (isJsonObject(condition)) conditions.push(condition)
        return visit(child(item, 'left')) && visit(child(item, 'right'))
      }
      case 'SUBQUERY':
        return true
      default:
        return false
    }
  }
  if (!visit(from)) return undefined
  const [first] = tables.values()
  return { tables, only: text(from, 'type') === 'BASE_TABLE' ? first : undefined, conditions }
}

function conjuncts(expression: Json | undefined): Json[] {
  if (!isJsonObject(expression)) return []
  return text(expression, 'type') === 'CONJUNCTION_AND'
    ? list(expression, 'children').flatMap(conjuncts)
    : [expression]
}

/** Copies one predicate, and finds out whose place it speaks of and whether of anything else. */
class Candidate {
  readonly #from: From
  readonly columns = new Set<PlaceColumn>()
  offset: number | undefined
  isOther = false

  constructor(from: From) {
    this.#from = from
  }

  /** `inner` are the aliases of the subquery that is looked at, if any. */
  rename(node: Json, inner: ReadonlySet<string> | undefined): Json {
    if (Array.isArray(node)) {
      return (node as readonly Json[]).map((part) => this.rename(part, inner))
    }
    if (!isJsonObject(node)) return node
    if (text(node, 'class') === 'COLUMN_REF') return this.#column(node, inner)
    if (text(node, 'type') === 'BASE_TABLE' && !isSystemTable(node)) this.isOther = true
    const own = text(node, 'class') === 'SUBQUERY' ? aliasesIn(child(node, 'subquery')) : undefined
    return Object.fromEntries(
      Object.entries(node).map(([key, value]) => [
        key,
        // A place that is none is a number that JSON cannot carry.
        key === 'query_location'
          ? 0
          : this.rename(value, key === 'subquery' ? (own ?? inner) : inner),
      ]),
    )
  }

  #column(node: JsonObject, inner: ReadonlySet<string> | undefined): Json {
    const names = texts(node, 'column_names')
    const [qualifier, name] = names.length === 2 ? names : [undefined, names[0]]
    const owner = qualifier?.toLowerCase()
    const copy = { ...node, query_location: 0 }
    if (inner !== undefined) {
      // The subquery's own columns stay; one that reaches out of it is too much to follow.
      if (owner !== undefined && !inner.has(owner)) this.isOther = true
      return copy
    }
    const offset = owner === undefined ? this.#from.only : this.#from.tables.get(owner)
    const isAnother = this.offset !== undefined && this.offset !== offset
    const column = name?.toLowerCase() ?? ''
    if (names.length > 2 || !isPlaceColumn(column) || offset === undefined || isAnother) {
      this.isOther = true
      return copy
    }
    this.offset = offset
    this.columns.add(column)
    return { ...copy, column_names: [CANDIDATE, column] }
  }
}

function isSystemTable(node: Json): boolean {
  return (
    isSystemName(text(node, 'schema_name'), text(node, 'table_name')) &&
    text(node, 'catalog_name') === ''
  )
}

function aliasesIn(query: Json | undefined): Set<string> {
  const aliases = new Set<string>()
  for (const node of objects(query)) {
    const alias = text(node, 'alias') || text(node, 'table_name')
    if (text(node, 'type') === 'BASE_TABLE') aliases.add(alias.toLowerCase())
  }
  return aliases
}
