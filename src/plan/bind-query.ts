import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { tokenize } from '../sql/index.js'
import { applyEdits, positionAt, utf16Offset, type TextEdit } from '../util/index.js'
import { excludeHidden } from './exclude-hidden.js'
import { locateName } from './locate-name.js'
import { MentionedNames } from './mentioned-names.js'
import type { PlacePredicate } from './scope/place-predicates.js'
import type { PlaceScope } from './scope/place-scopes.js'
import type { NaturalJoin, SyntaxTree, TableReference } from './syntax-tree.js'
import { findSystemTable, type SystemTable } from './system-table.js'
import { findTable, tableColumns, type Table, type TableColumn } from './table.js'

/** A table of the catalogue as one reference of a statement reads it. */
export interface BoundRelation {
  readonly table: Table
  /** Attached database that holds its rows: the provider, `<provider>~2` for a second reference, … */
  readonly catalog: string
  readonly schema: string
  readonly name: string
  readonly columns: readonly TableColumn[]
  /** Whether the statement's predicates speak of its region and of its account. */
  readonly placeScope: PlaceScope
  /** Predicates on nothing but where it is read. */
  readonly placePredicates: readonly PlacePredicate[]
  /** Where the statement names it: offset in the text that was bound. */
  readonly offset: number
}

const UNSTATED: PlaceScope = { region: 'unstated', account: 'unstated' }

/** A query whose tables are known. */
export interface BoundQuery {
  /** What the engine runs. */
  readonly sql: string
  readonly edits: readonly TextEdit[]
  readonly relations: readonly BoundRelation[]
  readonly systemTables: ReadonlySet<SystemTable>
}

/**
 * Resolves the tables of a query and gives each reference rows of its own: scope belongs to a reference, so a
 * second reference to a table reads it from another attached database, which leaves aliases and qualified
 * columns as they are.
 * @throws AppError UNKNOWN_PROVIDER, UNKNOWN_SERVICE, UNKNOWN_TABLE
 */
export function bindQuery(sql: string, tree: SyntaxTree, catalog: Catalog): BoundQuery {
  const tokens = tokenize(sql)
  const mentioned = new MentionedNames(tokens)
  const relations: BoundRelation[] = []
  const systemTables = new Set<SystemTable>()
  const edits: TextEdit[] = []
  const bound = new Map<number, BoundRelation>()
  for (const reference of tree.tables) {
    if (isEnginePlace(reference.parts)) continue
    const offset = utf16Offset(sql, reference.byteOffset)
    const system = findSystemTable(reference.parts, { sql, offset })
    if (system !== undefined) {
      systemTables.add(system)
      continue
    }
    const table = locateName(sql, offset, () => findTable(catalog, reference.parts))
    const alias = reference.alias || (reference.parts.at(-1) ?? '')
    const relation = {
      ...relationFor(table, relations, mentioned.ofRelation(alias)),
      placeScope: tree.placeScopes.get(reference.byteOffset) ?? UNSTATED,
      placePredicates: tree.placePredicates.get(reference.byteOffset) ?? [],
      offset,
    }
    for (const [what, scope] of Object.entries(relation.placeScope)) {
      if (scope === 'mixed') throw mixedScope(relation.name, what, { sql, offset })
    }
    relations.push(relation)
    bound.set(reference.byteOffset, relation)
    const token = tokens.find(({ start }) => start === offset)
    if (token === undefined) continue
    if (relation.catalog !== table.entry.name.provider) {
      edits.push({ start: token.start, end: token.end, text: `"${relation.catalog}"` })
    }
  }
  for (const join of tree.naturalJoins) refuseHiddenJoin(join, bound, sql)
  for (const star of tree.stars) {
    const edit = excludeHidden(star, bound, { sql, tokens })
    if (edit !== undefined) edits.push(edit)
  }
  return { sql: applyEdits(sql, edits), edits, relations, systemTables }
}

/** The attached database that holds what the user stores: temporary tables, rows of materialized views. */
export const STORED_CATALOG = 'skyql~stored'

/**
 * What the engine itself answers: its own catalogue, stored rows, and files by their name
 * (`FROM 'vpcs.parquet'`).
 */
export function isEnginePlace(parts: readonly string[]): boolean {
  const [first = ''] = parts
  if (parts.length === 1) return /[./\\]/.test(first)
  if (parts.length === 3) return first === STORED_CATALOG
  return parts.length === 2 && ['information_schema', 'pg_catalog'].includes(first.toLowerCase())
}

function relationFor(
  table: Table,
  relations: readonly BoundRelation[],
  mentioned: Iterable<string>,
): Omit<BoundRelation, 'offset' | 'placeScope' | 'placePredicates'> {
  const { provider, service, table: base } = table.entry.name
  const name = table.listOnly ? `${base}_list_only` : base
  const before = relations.filter((each) => each.schema === service && each.name === name).length
  const catalog = before === 0 ? provider : `${provider}~${String(before + 1)}`
  return { table, catalog, schema: service, name, columns: tableColumns(table, mentioned) }
}

function mixedScope(
  name: string,
  what: string,
  { sql, offset }: { readonly sql: string; readonly offset: number },
): AppError {
  return new AppError(
    'UNSUPPORTED_STATEMENT',
    `one reference to ${name} is read with ${what === 'region' ? 'a region' : 'an account'} and without one`,
    {
      position: positionAt(sql, offset),
      source: sql,
      hint: `state the ${what} wherever the subquery or common table expression is used`,
    },
  )
}

/** Hidden columns of one name on both sides of a NATURAL JOIN would be joined on. */
function refuseHiddenJoin(
  { left, right }: NaturalJoin,
  bound: ReadonlyMap<number, BoundRelation>,
  sql: string,
): void {
  const hiddenOf = (tables: readonly TableReference[]): string[] =>
    tables.flatMap(({ byteOffset }) =>
      (bound.get(byteOffset)?.columns ?? [])
        .filter(({ hidden }) => hidden)
        .map(({ name }) => name.toLowerCase()),
    )
  const others = new Set(hiddenOf(right))
  const shared = hiddenOf(left).find((name) => others.has(name))
  const [table] = right
  if (shared === undefined || table === undefined) return
  throw new AppError('UNSUPPORTED_STATEMENT', `NATURAL JOIN would also join on "${shared}"`, {
    position: positionAt(sql, utf16Offset(sql, table.byteOffset)),
    source: sql,
    hint: 'qualify that column with the name of one table, or join USING (columns)',
  })
}
