import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { identifierOf, isIdentifier, isSymbol, tokenize, type Token } from '../sql/index.js'
import { positionAt, utf16Offset } from '../util/index.js'
import { findTable, tableColumns, type Table, type TableColumn } from './table.js'
import type { StarReference, SyntaxTree, TableReference } from './syntax-tree.js'
import { applyEdits, type TextEdit } from './text-edit.js'

/** A table of the catalogue as one reference of a statement reads it. */
export interface BoundRelation {
  readonly table: Table
  /** Attached database that holds its rows: the provider, `<provider>~2` for a second reference, … */
  readonly catalog: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly TableColumn[]
  /** Where the statement names it: offset in the text that was bound. */
  readonly offset: number
}

/** A query whose tables are known. */
export interface BoundQuery {
  /** What the engine runs. */
  readonly sql: string
  readonly edits: readonly TextEdit[]
  readonly relations: readonly BoundRelation[]
}

/**
 * Resolves the tables of a query and gives each reference rows of its own: scope belongs to a reference, so a
 * second reference to a table reads it from another attached database, which leaves aliases and qualified
 * columns as they are.
 * @throws AppError UNKNOWN_PROVIDER, UNKNOWN_SERVICE, UNKNOWN_TABLE
 */
export function bindQuery(sql: string, tree: SyntaxTree, catalog: Catalog): BoundQuery {
  const tokens = tokenize(sql)
  const mentioned = new Set(tokens.filter(isIdentifier).map(identifierOf))
  const relations: BoundRelation[] = []
  const edits: TextEdit[] = []
  const bound = new Map<number, BoundRelation>()
  for (const reference of tree.tables) {
    if (isEngineTable(reference)) continue
    const offset = utf16Offset(sql, reference.byteOffset)
    const table = locate(sql, offset, () => findTable(catalog, reference.parts))
    const relation = { ...relationFor(table, relations, mentioned), offset }
    relations.push(relation)
    bound.set(reference.byteOffset, relation)
    const token = tokens.find(({ start }) => start === offset)
    if (token === undefined) continue
    if (relation.catalog !== table.entry.name.provider) {
      edits.push({ start: token.start, end: token.end, text: `"${relation.catalog}"` })
    }
  }
  for (const star of tree.stars) {
    const edit = excludeHidden(star, bound, sql, tokens)
    if (edit !== undefined) edits.push(edit)
  }
  return { sql: applyEdits(sql, edits), edits, relations }
}

/** What the engine itself answers: its own catalogue, and files by their name (`FROM 'vpcs.parquet'`). */
function isEngineTable({ parts }: TableReference): boolean {
  const [first = ''] = parts
  if (parts.length === 1) return /[./\\]/.test(first)
  return parts.length === 2 && ['information_schema', 'pg_catalog'].includes(first.toLowerCase())
}

function relationFor(
  table: Table,
  relations: readonly BoundRelation[],
  mentioned: Iterable<string>,
): Omit<BoundRelation, 'offset'> {
  const { provider, service, table: base } = table.entry.name
  const name = table.listOnly ? `${base}_list_only` : base
  const before = relations.filter((each) => each.schema === service && each.name === name).length
  const catalog = before === 0 ? provider : `${provider}~${String(before + 1)}`
  return { table, catalog, schema: service, name, columns: tableColumns(table, mentioned) }
}

/** `*` shows no hidden column: says so to DuckDB where a statement also names one. */
function excludeHidden(
  star: StarReference,
  bound: ReadonlyMap<number, BoundRelation>,
  sql: string,
  tokens: readonly Token[],
): TextEdit | undefined {
  const over = star.over?.filter(
    ({ alias, parts }) =>
      star.relation === '' ||
      star.relation.toLowerCase() === (alias || parts.at(-1) || '').toLowerCase(),
  )
  const relations = (over ?? [])
    .map(({ byteOffset }) => bound.get(byteOffset))
    .filter((each) => each !== undefined)
  const hidden = new Set(
    relations.flatMap(({ columns }) =>
      columns.filter((column) => column.hidden).map(({ name }) => name),
    ),
  )
  if (hidden.size === 0) return undefined
  const offset = utf16Offset(sql, star.byteOffset)
  const at = tokens.findIndex(({ start }) => start === offset)
  const asterisk = at === -1 ? undefined : tokens.slice(at).find((token) => isSymbol(token, '*'))
  if (asterisk === undefined) return undefined
  const names = [...hidden].map((name) => `"${name}"`).join(', ')
  const next = tokens[tokens.indexOf(asterisk) + 1]
  const paren = tokens[tokens.indexOf(asterisk) + 2]
  if (next?.text.toUpperCase() === 'EXCLUDE' && paren !== undefined && isSymbol(paren, '(')) {
    return { start: paren.end, end: paren.end, text: `${names}, ` }
  }
  return { start: asterisk.end, end: asterisk.end, text: ` EXCLUDE (${names})` }
}

function locate<T>(source: string, offset: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error) || error.details.position !== undefined) throw error
    throw new AppError(error.code, error.message, {
      ...error.details,
      position: positionAt(source, offset),
      source,
    })
  }
}
