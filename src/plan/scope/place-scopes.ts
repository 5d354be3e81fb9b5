import type { Json } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import { child, integer, list, text, texts } from '../duckdb-node.js'
import { ACCOUNT_COLUMNS, type PlaceColumn } from '../place.js'
import { isSystemName } from '../system-table.js'
import { readingsOf, type FromItem, type Names } from './from-items.js'
import { Reading } from './reading.js'

/**
 * How the predicates of a statement speak of a reference's region (or of its account): `stated` by some,
 * `unstated` by none, or `mixed` where the reference is used more than once and not all uses have one.
 */
export type Statedness = 'stated' | 'unstated' | 'mixed'

/** What a statement says of where a table reference is read. */
export interface PlaceScope {
  readonly region: Statedness
  /** By `connection` or by `account_id`. */
  readonly account: Statedness
}

/**
 * Which table references have a predicate on their region and on their account, by byte offset, from DuckDB's
 * syntax tree. The optimized plan knows only of predicates that reach a scan, and rows must not depend on that.
 */
export function placeScopes(tree: Json): ReadonlyMap<number, PlaceScope> {
  const accounts = scopesBy(tree, ACCOUNT_COLUMNS)
  return new Map(
    [...scopesBy(tree, ['region'])].map(([offset, region]) => [
      offset,
      { region, account: accounts.get(offset) ?? 'unstated' },
    ]),
  )
}

/** Which references have a predicate on one of these columns. */
function scopesBy(tree: Json, columns: readonly PlaceColumn[]): ReadonlyMap<number, Statedness> {
  const walk = new ScopeWalk(columns)
  for (const statement of list(tree, 'statements')) {
    walk.query(child(statement, 'node'), { items: [], tables: new Map() })
  }
  const scopes = new Map<number, Statedness>()
  for (const reading of walk.readings.filter(({ isLeaf }) => isLeaf)) {
    const own = reading.isScoped ? 'stated' : 'unstated'
    const before = scopes.get(reading.byteOffset) ?? own
    scopes.set(reading.byteOffset, before === own ? own : 'mixed')
  }
  return scopes
}

class ScopeWalk {
  readonly #columns: readonly string[]
  readonly readings: Reading[] = []

  constructor(columns: readonly PlaceColumn[]) {
    this.#columns = columns
  }

  /** Walks a query node; answers the readings whose columns it may put out. */
  query(node: Json | undefined, outer: Names): readonly Reading[] {
    const names = this.#withTables(node, outer)
    if (text(node, 'type') === 'SELECT_NODE') return this.#select(node, names)
    const output: Reading[] = []
    const recursive = text(node, 'type') === 'RECURSIVE_CTE_NODE'
    const left = this.query(child(node, 'left'), names)
    const inner: Names = recursive
      ? { ...names, tables: new Map([...names.tables, [nameOf(node, 'cte_name'), left]]) }
      : names
    output.push(...left, ...this.query(child(node, 'right'), inner))
    for (const part of list(node, 'children')) output.push(...this.query(part, names))
    this.#modifiers(node, names)
    return output
  }

  #withTables(node: Json | undefined, outer: Names): Names {
    const tables = new Map(outer.tables)
    for (const entry of list(child(node, 'cte_map'), 'map')) {
      const query = child(child(entry, 'value'), 'query')
      const readings = this.query(child(query, 'node'), { ...outer, tables })
      tables.set(nameOf(entry, 'key'), readings)
    }
    return { ...outer, tables }
  }

  #select(node: Json | undefined, names: Names): readonly Reading[] {
    const items = this.#from(child(node, 'from_table'), names, [])
    const inner: Names = { ...names, items: [items, ...names.items] }
    for (const clause of ['where_clause', 'having', 'qualify']) {
      this.#expression(child(node, clause), inner, true)
    }
    this.#expression(child(node, 'select_list'), inner, false)
    this.#expression(child(node, 'group_expressions'), inner, false)
    this.#modifiers(node, inner)
    return items.flatMap(({ readings }) => readings)
  }

  #modifiers(node: Json | undefined, names: Names): void {
    this.#expression(child(node, 'modifiers'), names, false)
  }

  /** `before` are the items to the left, which a lateral item sees. */
  #from(from: Json | undefined, names: Names, before: readonly FromItem[]): FromItem[] {
    const alias = nameOf(from, 'alias')
    switch (text(from, 'type')) {
      case 'JOIN':
        return this.#join(from, names, before)
      case 'BASE_TABLE':
        return [this.#table(from, names)]
      case 'SUBQUERY': {
        const lateral: Names = { ...names, items: [before, ...names.items] }
        const query = child(child(from, 'subquery'), 'node')
        return [{ alias, readings: this.query(query, lateral) }]
      }
      default: {
        const inner: Names = { ...names, items: [before, ...names.items] }
        const items: FromItem[] = []
        for (const key of ['source', 'query', 'subquery', 'table']) {
          const part = child(from, key)
          if (!isJsonObject(part)) continue
          const readings = text(part, 'type').endsWith('_NODE')
            ? this.query(part, inner)
            : this.#from(part, inner, []).flatMap((item) => item.readings)
          items.push({ alias, readings })
        }
        this.#expression(child(from, 'function'), inner, false)
        return items
      }
    }
  }

  #join(join: Json | undefined, names: Names, before: readonly FromItem[]): FromItem[] {
    const left = this.#from(child(join, 'left'), names, before)
    const right = this.#from(child(join, 'right'), names, [...before, ...left])
    const items = [...left, ...right]
    const using = texts(join, 'using_columns').map((name) => name.toLowerCase())
    if (
      this.#columns.some((column) => using.includes(column)) ||
      text(join, 'ref_type') === 'NATURAL'
    ) {
      equate(readings(left), readings(right))
    }
    const inner: Names = { ...names, items: [[...before, ...items], ...names.items] }
    this.#expression(child(join, 'condition'), inner, true)
    return items
  }

  #table(from: Json | undefined, names: Names): FromItem {
    const name = nameOf(from, 'table_name')
    const alias = nameOf(from, 'alias') || name
    const table = text(from, 'schema_name') === '' ? names.tables.get(name) : undefined
    if (table === undefined) {
      const reading = this.#read(new Reading(integer(from, 'query_location')))
      // Tables of skyql itself name places: what is equal to theirs is scoped by them.
      if (isSystemName(nameOf(from, 'schema_name'), name)) reading.state()
      return { alias, readings: [reading] }
    }
    const repeated = table.map((each) => this.#read(new Reading(each.byteOffset, each)))
    return { alias, readings: repeated }
  }

  #read(reading: Reading): Reading {
    this.readings.push(reading)
    return reading
  }

  #expression(node: Json | undefined, names: Names, isPredicate: boolean): void {
    if (Array.isArray(node)) {
      for (const part of node as readonly Json[]) this.#expression(part, names, isPredicate)
      return
    }
    if (!isJsonObject(node)) return
    if (text(node, 'class') === 'SUBQUERY') {
      const output = this.query(child(child(node, 'subquery'), 'node'), names)
      const compared = child(node, 'child')
      if (this.#isOurs(compared) && this.#selectsOurs(node))
        equate(this.#resolve(compared, names), output)
      else this.#expression(compared, names, isPredicate)
      return
    }
    if (this.#isOurs(node)) {
      if (isPredicate) for (const reading of this.#resolve(node, names)) reading.state()
      return
    }
    const left = child(node, 'left')
    const right = child(node, 'right')
    if (this.#isOurs(left) && this.#isOurs(right)) {
      equate(this.#resolve(left, names), this.#resolve(right, names))
      return
    }
    for (const part of Object.values(node)) this.#expression(part, names, isPredicate)
  }

  #resolve(column: Json | undefined, names: Names): readonly Reading[] {
    return readingsOf(texts(column, 'column_names'), names)
  }

  #isOurs(node: Json | undefined): boolean {
    const name = texts(node, 'column_names').at(-1)?.toLowerCase()
    return text(node, 'class') === 'COLUMN_REF' && this.#columns.some((column) => column === name)
  }

  #selectsOurs(subquery: Json): boolean {
    const inner = child(child(subquery, 'subquery'), 'node')
    const [only, ...others] = list(inner, 'select_list')
    return this.#isOurs(only) && others.length === 0
  }
}

function nameOf(node: Json | undefined, key: string): string {
  return text(node, key).toLowerCase()
}

function readings(items: readonly FromItem[]): readonly Reading[] {
  return items.flatMap((item) => item.readings)
}

function equate(some: readonly Reading[], others: readonly Reading[]): void {
  for (const one of some) for (const other of others) if (one !== other) one.equate(other)
}
