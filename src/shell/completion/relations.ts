import type { CompletionNames } from '../../session/index.js'
import { tokenize, type Token } from '../../sql/index.js'
import type { Candidate } from './candidate.js'
import { systemColumns, type CatalogWords } from './catalog-words.js'
import { namedQueriesIn, outputOf, topLevel, type NamedQuery } from './queries-in.js'
import { tablesIn, type NamedTable } from './tables-in.js'

/** Queries in queries that are looked into. */
const DEEPEST = 6

/** What the names of a statement stand for: tables, views, and queries of the statement itself. */
export class Relations {
  readonly #words: CatalogWords
  readonly #names: CompletionNames
  readonly #queries: readonly NamedQuery[]
  readonly #depth: number

  constructor(
    words: CatalogWords,
    names: CompletionNames,
    queries: readonly NamedQuery[],
    depth = 0,
  ) {
    this.#words = words
    this.#names = names
    this.#queries = queries
    this.#depth = depth
  }

  /** Columns of what a path of names stands for; none where nothing is known of it. */
  columns(path: readonly string[]): readonly Candidate[] {
    const [name = ''] = path
    if (path.length === 1) {
      const query = this.#queries.findLast((each) => same(each.name, name))
      if (query !== undefined) return this.#ofQuery(query)
      const view = this.#names.stored.find((each) => same(each.name, name))
      if (view !== undefined)
        return this.#ofQuery({ name: view.name, columns: [], body: tokenize(view.query) })
    }
    const system = systemColumns(path)
    if (system !== undefined) return system
    const entry = this.#words.entry(path) ?? this.#words.entry([...this.#names.path, ...path])
    return entry === undefined ? [] : this.#words.columns(entry)
  }

  #ofQuery({ name, columns, body }: NamedQuery): readonly Candidate[] {
    const named = (text: string): Candidate => ({ text, kind: 'column', detail: name })
    if (columns.length > 0) return columns.map(named)
    if (this.#depth >= DEEPEST) return []
    const inner = new Relations(
      this.#words,
      this.#names,
      // A query may name those before it, and has its own.
      [...this.#queries.filter((each) => !same(each.name, name)), ...namedQueriesIn(body)],
      this.#depth + 1,
    )
    const tables = tablesOf(body)
    return outputOf(body).flatMap((item) => {
      if (item.kind === 'name') return [typed(item.name, tables, inner) ?? named(item.name)]
      const of = item.of === undefined ? tables : tables.filter(({ alias }) => same(alias, item.of))
      return of.flatMap(({ path }) => inner.columns(path)).map(asColumn)
    })
  }
}

/** The tables of a query's own FROM, its subqueries under their aliases. */
function tablesOf(body: readonly Token[]): NamedTable[] {
  const own = tablesIn(topLevel(body).map(({ token }) => token))
  const derived = namedQueriesIn(body).map(({ name }): NamedTable => ({
    path: [name],
    alias: name,
  }))
  return [...own, ...derived.filter(({ alias }) => !own.some(({ path }) => path[0] === alias))]
}

/** A column that goes through a query under its own name keeps its type. */
function typed(
  name: string,
  tables: readonly NamedTable[],
  relations: Relations,
): Candidate | undefined {
  const found = tables
    .flatMap(({ path }) => relations.columns(path))
    .find(({ text }) => same(text, name))
  return found === undefined ? undefined : { ...asColumn(found), text: name }
}

/** Beyond the query that it came from a column is no key any more. */
function asColumn({ text, detail }: Candidate): Candidate {
  return { text, kind: 'column', ...(detail === undefined ? {} : { detail }) }
}

export function same(a: string, b: string | undefined): boolean {
  return a.toLowerCase() === b?.toLowerCase()
}
