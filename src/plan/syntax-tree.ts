import type { Json } from '../util/index.js'
import { child, integer, list, objects, text } from './duckdb-node.js'

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
  /** True where the user already wrote EXCLUDE, REPLACE or RENAME, or uses COLUMNS(*). */
  readonly modified: boolean
  /** The tables that the star's own FROM names directly; `undefined` where it has something else, too. */
  readonly over: readonly TableReference[] | undefined
}

/** What binding needs from DuckDB's syntax tree (json_serialize_sql). */
export interface SyntaxTree {
  readonly statementCount: number
  readonly tables: readonly TableReference[]
  readonly stars: readonly StarReference[]
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
  for (const node of objects(statements)) {
    const reference = readTable(node, ctes)
    if (reference !== undefined) tables.push(reference)
    if (node['type'] === 'SELECT_NODE') {
      const over = readFrom(child(node, 'from_table'), ctes)
      for (const item of list(node, 'select_list')) {
        if (text(item, 'class') === 'STAR') stars.push(readStar(item, over))
      }
    }
  }
  return { statementCount: statements.length, tables, stars }
}

function readTable(node: Json, ctes: ReadonlySet<string>): TableReference | undefined {
  if (text(node, 'type') !== 'BASE_TABLE') return undefined
  const parts = [text(node, 'catalog_name'), text(node, 'schema_name'), text(node, 'table_name')]
  const written = parts.filter((part) => part !== '')
  if (written.length === 1 && ctes.has((written[0] ?? '').toLowerCase())) return undefined
  return { parts: written, alias: text(node, 'alias'), byteOffset: integer(node, 'query_location') }
}

function readStar(star: Json, over: readonly TableReference[] | undefined): StarReference {
  const modified = ['exclude_list', 'replace_list', 'qualified_exclude_list', 'rename_list'].some(
    (key) => list(star, key).length > 0,
  )
  return {
    relation: text(star, 'relation_name'),
    byteOffset: integer(star, 'query_location'),
    modified: modified || child(star, 'columns') === true,
    over,
  }
}

/** The tables of a FROM clause made of tables and joins alone, else `undefined`. */
function readFrom(from: Json | undefined, ctes: ReadonlySet<string>): TableReference[] | undefined {
  if (text(from, 'type') === 'JOIN') {
    const left = readFrom(child(from, 'left'), ctes)
    const right = readFrom(child(from, 'right'), ctes)
    return left === undefined || right === undefined ? undefined : [...left, ...right]
  }
  if (from === undefined) return undefined
  const table = readTable(from, ctes)
  return table === undefined ? undefined : [table]
}
