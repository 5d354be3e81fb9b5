import fuzzysort from 'fuzzysort'
import type { Catalog } from '../../catalog/index.js'
import { SYSTEM_CATALOG } from '../../plan/index.js'
import type { CompletionNames } from '../../session/index.js'
import type { Candidate, Completion } from './candidate.js'
import { CatalogWords, SYSTEM_WORDS } from './catalog-words.js'
import { cursorPlace, type CursorPlace } from './cursor-place.js'
import { comparedColumn, expectation } from './expectation.js'
import { startOfPart, valuesAt } from './enumerated.js'
import { boundColumns, isBound } from './bound-columns.js'
import { behindCommand } from './behind-command.js'
import { namedQueriesIn } from './queries-in.js'
import { Relations, same } from './relations.js'
import { tablesIn } from './tables-in.js'
import { FUNCTIONS, KEYWORD_WORDS, SETTINGS, SHOW_WORDS, STATEMENT_WORDS } from './words.js'

/** Candidates that are kept; a list of more helps nobody. */
const MOST = 50

export interface CompleterOptions {
  readonly catalog: Catalog
  readonly regions: () => readonly string[]
  /** Connections, views and temporary tables. */
  readonly names: () => CompletionNames
  readonly commands: readonly Candidate[]
}

/** Completes statements from the catalogue alone: no call to the cloud, so that a key press never waits for one. */
export class Completer {
  readonly #options: CompleterOptions
  readonly #words: CatalogWords

  constructor(options: CompleterOptions) {
    this.#options = options
    this.#words = new CatalogWords(options.catalog)
  }

  /** What can be written at the cursor; undefined where nothing fits. */
  complete(text: string, cursor: number): Completion | undefined {
    const head = text.slice(0, cursor)
    const command = /^\s*(\\\S*)$/.exec(head)?.[1]
    if (command !== undefined) {
      return completion(cursor - command.length, cursor, command, this.#options.commands)
    }
    const called = behindCommand(text)
    if (called !== undefined) {
      const found = this.complete(called.sql, cursor + called.moved)
      return found && { ...found, from: found.from - called.moved, to: found.to - called.moved }
    }
    const place = cursorPlace(text, cursor)
    if (place === undefined) return undefined
    // A list in one string, or JSON: each of its parts.
    const start = place.kind === 'string' ? startOfPart(place.word) : 0
    const word = place.word.slice(start)
    return completion(place.from + start, place.to, word, this.#candidates(place))
  }

  /** The catalogue has more tables than it had. */
  renew(): void {
    this.#words.renew()
  }

  /** Reads what a completion of this text will need, while nobody waits for it. */
  warm(text: string): void {
    const place = cursorPlace(`${text} `, text.length + 1)
    if (place === undefined) return
    this.#columns({ ...place, path: [] })
    ranked('v', this.#candidates(place))
  }

  #candidates(place: CursorPlace): readonly Candidate[] {
    switch (expectation(place)) {
      case 'statement':
        return STATEMENT_WORDS
      case 'table':
        return this.#tables(place)
      case 'view':
        return this.#stored()
      case 'value':
        return this.#values(place)
      case 'show':
        return SHOW_WORDS
      case 'service':
        return [
          ...this.#below(place.path),
          ...KEYWORD_WORDS.filter(({ text }) => text === 'IN' || text === 'LIKE'),
        ]
      case 'setting':
        return SETTINGS
      case 'column':
        return this.#columns(place)
      case 'nothing':
        return []
    }
  }

  #tables({ path, before, after }: CursorPlace): readonly Candidate[] {
    if (path.length > 0) return this.#below(path)
    const queries = namedQueriesIn([...before, ...after])
    const { path: used } = this.#options.names()
    return [
      ...queries.map(({ name }): Candidate => ({ text: name, kind: 'table', detail: 'query' })),
      ...this.#stored(),
      ...(used.length === 2 ? this.#below(used) : []),
      ...this.#words.providers(),
      ...SYSTEM_WORDS.map(({ text }): Candidate => ({
        text: `${SYSTEM_CATALOG}.${text}`,
        kind: 'table',
      })),
      ...this.#words.allTables(),
    ]
  }

  /** Views and temporary tables. */
  #stored(): readonly Candidate[] {
    return this.#options
      .names()
      .stored.map(({ name, kind }) => ({ text: name, kind: 'view', detail: kind }))
  }

  /** What stands below a provider, or a provider's service. */
  #below(path: readonly string[]): readonly Candidate[] {
    const [provider, service] = path
    if (provider === undefined) return this.#words.providers()
    if (same(provider, SYSTEM_CATALOG)) return path.length === 1 ? SYSTEM_WORDS : []
    if (service === undefined) return this.#words.services(provider)
    return path.length === 2 ? this.#words.tables(provider, service) : []
  }

  #values(place: CursorPlace): readonly Candidate[] {
    const { before, after } = place
    const column = comparedColumn(before)
    if (column === 'region' || column === 'regions') {
      return this.#options.regions().map((text) => ({ text, kind: 'region' }))
    }
    if (column === 'connection' || column === 'connections') {
      return this.#options.names().connections.map((text) => ({ text, kind: 'connection' }))
    }
    const { path: used } = this.#options.names()
    const schemas = tablesIn([...before, ...after]).flatMap(({ path }) => {
      const entry = this.#words.entry(path) ?? this.#words.entry([...used, ...path])
      return entry === undefined ? [] : [this.#options.catalog.schema(entry)]
    })
    return unique(valuesAt(place, schemas).map((text) => ({ text, kind: 'value' })))
  }

  #columns({ path, before, after }: CursorPlace): readonly Candidate[] {
    const tokens = [...before, ...after]
    const queries = namedQueriesIn(tokens)
    const relations = new Relations(this.#words, this.#options.names(), queries)
    const tables = [
      ...tablesIn(tokens),
      ...queries.map(({ name }) => ({ path: [name], alias: name })),
    ]
    if (path.length > 0) {
      const named = tables.filter(({ alias, path: name }) =>
        path.length === 1 ? same(alias, path[0]) : path.join('.') === name.join('.'),
      )
      return named.length > 0
        ? unique(named.flatMap((each) => relations.columns(each.path)))
        : this.#below(path)
    }
    const bound = boundColumns(tokens)
    const columns = tables.flatMap(({ path: name, alias }) =>
      relations.columns(name).map((each) => ({ each, isBound: isBound(bound, each.text, alias) })),
    )
    const open = columns.filter(({ each, isBound: is }) => each.kind === 'key column' && !is)
    return unique([
      ...open.filter(({ each }) => each.needed === true).map(({ each }) => needed(each)),
      ...open.map(({ each }) => each),
      ...columns.map(({ each }) => each),
      ...tables.map(({ alias, path: name }): Candidate => ({
        text: alias,
        kind: 'table',
        detail: name.join('.'),
      })),
      ...FUNCTIONS,
      ...KEYWORD_WORDS,
    ])
  }
}

function needed(column: Candidate): Candidate {
  return { ...column, detail: `needed  ${column.detail ?? ''}` }
}

function completion(
  from: number,
  to: number,
  word: string,
  all: readonly Candidate[],
): Completion | undefined {
  const candidates = word === '' ? all.slice(0, MOST) : ranked(word, all)
  return candidates.length === 0 ? undefined : { from, to, candidates }
}

/** What matters most comes first where the letters fit alike. */
const RANK: readonly Candidate['kind'][] = [
  'key column',
  'column',
  'view',
  'provider',
  'service',
  'table',
  'region',
  'connection',
  'value',
  'setting',
  'command',
  'function',
  'keyword',
]

/** Beginnings first, the shortest before longer ones; then the rest by how well the letters fit. */
function ranked(word: string, all: readonly Candidate[]): Candidate[] {
  const wanted = word.toLowerCase()
  const begins = all.filter(({ text }) => text.toLowerCase().startsWith(wanted))
  begins.sort(
    (a, b) =>
      Number(b.detail?.startsWith('needed ') ?? false) -
        Number(a.detail?.startsWith('needed ') ?? false) ||
      RANK.indexOf(a.kind) - RANK.indexOf(b.kind) ||
      // Keywords stand in the order of their use.
      (a.kind === 'keyword' ? 0 : a.text.length - b.text.length),
  )
  const others = fuzzysort
    .go(word, all, { key: 'text', limit: MOST, threshold: 0.3 })
    .map(({ obj }) => obj)
    .filter((each) => !begins.includes(each))
  return [...begins, ...others].slice(0, MOST)
}

function unique(candidates: readonly Candidate[]): Candidate[] {
  const seen = new Set<string>()
  return candidates.filter(({ text, kind }) => {
    const key = `${kind === 'key column' ? 'column' : kind} ${text.toLowerCase()}`
    const isNew = !seen.has(key)
    seen.add(key)
    return isNew
  })
}
