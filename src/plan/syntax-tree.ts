import type { Json } from '../util/index.js'
import { child, integer, list, objects, text } from './duckdb-node.js'
import { placePredicates, type PlacePredicate } from './scope/place-predicates.js'
import { placeScopes, type PlaceScope } from './scope/place-scopes.js'

/** A table as the text of a query names it. */
export interface TableReference {
  /** As written, quotes removed; one to three parts. */
  readonly parts: readonly string[]
  readonly alias: string
  /** Byte offset of the name in the query text. */
  readonly byteOffset: number
}

/** A `*` or `t.*` in a select list. */
export interface StarReference {
  /** The `t` of `t.*`, or empty. */
  readonly relation: string
  readonly byteOffset: number
  /** The tables that the star's own FROM names directly. */
  readonly over: readonly TableReference[]
}

/** The tables that the two sides of a NATURAL JOIN name directly. */
export interface NaturalJoin {
  readonly left: readonly TableReference[]
  readonly right: readonly TableReference[]
}

/** What binding needs from DuckDB's syntax tree (json_serialize_sql). */
export interface SyntaxTree {
  readonly statementCount: number
  readonly tables: readonly TableReference[]
  readonly stars: readonly StarReference[]
  readonly naturalJoins: readonly NaturalJoin[]
  /** By byte offset of the reference. */
  readonly placeScopes: ReadonlyMap<number, PlaceScope>
  /** Predicates on nothing but a place, by byte offset of the reference. */
  readonly placePredicates: ReadonlyMap<number, readonly PlacePredicate[]>
}

/** Reads the JSON of `json_serialize_sql`; names of common table expressions are not tables. */
export function readSyntaxTree(tree: Json): SyntaxTree {
  const statements = list(tree, 'statements')
  const ctes = new Set<string>()
  for (const node of objects(statements)) {
    for (const entry of list(child(node, 'cte_map'), 'map'))
      ctes.add(text(entry, 'key').toLowerCase())
  }
  const tables: TableReference[] = []
  const stars: StarReference[] = []
  const naturalJoins: NaturalJoin[] = []
  for (const node of objects(statements)) {
    const reference = readTable(node, ctes)
    if (reference !== undefined) tables.push(reference)
    if (node['type'] === 'JOIN' && node['ref_type'] === 'NATURAL') {
      naturalJoins.push({
        left: readFrom(child(node, 'left'), ctes),
        right: readFrom(child(node, 'right'), ctes),
      })
    }
    if (node['type'] === 'SELECT_NODE') {
      const over = readFrom(child(node, 'from_table'), ctes)
      for (const item of list(node, 'select_list')) {
        if (text(item, 'class') !== 'STAR') continue
        const relation = text(item, 'relation_name')
        stars.push({ relation, byteOffset: integer(item, 'query_location'), over })
      }
    }
  }
  return {
    statementCount: statements.length,
    tables,
    stars,
    naturalJoins,
    placeScopes: placeScopes(tree),
    placePredicates: placePredicates(tree),
  }
}

function readTable(node: Json, ctes: ReadonlySet<string>): TableReference | undefined {
  if (text(node, 'type') !== 'BASE_TABLE') return undefined
  const parts = [text(node, 'catalog_name'), text(node, 'schema_name'), text(node, 'table_name')]
  const written = parts.filter((part) => part !== '')
  if (written.length === 1 && ctes.has((written[0] ?? '').toLowerCase())) return undefined
  return { parts: written, alias: text(node, 'alias'), byteOffset: integer(node, 'query_location') }
}

/** The tables that a FROM clause names directly, through its joins. */
function readFrom(from: Json | undefined, ctes: ReadonlySet<string>): TableReference[] {
  if (text(from, 'type') === 'JOIN') {
    return [...readFrom(child(from, 'left'), ctes), ...readFrom(child(from, 'right'), ctes)]
  }
  const table = from === undefined ? undefined : readTable(from, ctes)
  return table === undefined ? [] : [table]
}
