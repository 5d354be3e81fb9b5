import { sqlText } from '../../util/index.js'
import type { RelationalEngine } from '../../engine/index.js'
import type { StoredName, StoredNames } from '../../execution/index.js'
import { STORED_CATALOG } from '../../plan/index.js'
import type { StoredKind } from '../../sql/index.js'
import type { LazyResource } from '../lazy-resource.js'
import { unreadable, type ViewRecord } from './view-record.js'
import type { ViewStore } from './view-store.js'

type Place = readonly [string, string, string]

/** Temporary tables of a session and views of its project, under the names that statements use. */
export class SessionNames implements StoredNames {
  readonly store: ViewStore
  readonly #engine: LazyResource<RelationalEngine>
  readonly #temporary = new Map<string, { readonly name: string; readonly query: string }>()
  /** The rows of materialized views that the engine holds: lower-case name to file. */
  readonly #loaded = new Map<string, string>()

  constructor(store: ViewStore, engine: LazyResource<RelationalEngine>) {
    this.store = store
    this.#engine = engine
  }

  all(): ReadonlySet<string> {
    return new Set([...this.#temporary.keys(), ...this.store.names()])
  }

  async find(name: string): Promise<StoredName | undefined> {
    const table = this.#temporary.get(name.toLowerCase())?.name
    if (table !== undefined) {
      return { kind: 'rows', name: table, table: this.placeOf(table), temporary: true }
    }
    const record = this.store.read(name)
    if (record === undefined) return undefined
    if (record.rows === undefined) return { kind: 'view', name: record.name, sql: record.query }
    const { missing, refreshedAt } = await this.#loadRows(record)
    const more = missing.length > 1 ? `, and ${String(missing.length - 1)} more` : ''
    return {
      kind: 'rows',
      name: record.name,
      table: rowsPlace(record.name),
      temporary: false,
      ...(missing.length === 0
        ? {}
        : {
            caution: `not complete when it was refreshed at ${refreshedAt} (SHOW VIEWS says why): ${String(missing[0]).split(': ')[0] ?? ''}${more} did not answer`,
          }),
    }
  }

  /** What stands under a name, without getting its rows ready. @throws AppError FILE_UNREADABLE */
  kindOf(name: string): StoredKind | undefined {
    if (this.#temporary.has(name.toLowerCase())) return 'temporary table'
    const record = this.store.read(name)
    if (record === undefined) return undefined
    return record.rows === undefined ? 'view' : 'materialized view'
  }

  get temporary(): readonly string[] {
    return this.temporaryQueries.map(({ name }) => name)
  }

  /** Temporary tables and what they were made of. */
  get temporaryQueries(): readonly { readonly name: string; readonly query: string }[] {
    return [...this.#temporary.values()]
  }

  placeOf(table: string): Place {
    return [STORED_CATALOG, 'temporary', table.toLowerCase()]
  }

  addTemporary(name: string, query: string): void {
    this.#temporary.set(name.toLowerCase(), { name, query })
  }

  async dropTemporary(table: string): Promise<void> {
    this.#temporary.delete(table.toLowerCase())
    await (await this.#engine.get()).dropTable(this.placeOf(table))
  }

  /** Loads the rows once for each refresh; another process may refresh while this one reads. */
  async #loadRows(found: ViewRecord): Promise<NonNullable<ViewRecord['rows']>> {
    const key = found.name.toLowerCase()
    const engine = await this.#engine.get()
    let record = found
    for (let again = true; ; again = false) {
      const { rows } = record
      if (rows === undefined) throw unreadable(this.store.rowsPath(key), 'it lost its rows')
      if (this.#loaded.get(key) === rows.file) return rows
      const path = this.store.rowsPath(rows.file)
      try {
        const text = sqlText(path)
        await engine.createTable(rowsPlace(record.name), `SELECT * FROM read_parquet(${text})`)
        this.#loaded.set(key, rows.file)
        return rows
      } catch (cause) {
        const newer = this.store.read(record.name)
        if (!again || newer?.rows === undefined || newer.rows.file === rows.file) {
          throw unreadable(path, 'its rows are not there, or no Parquet', cause)
        }
        record = newer
      }
    }
  }
}

function rowsPlace(name: string): Place {
  return [STORED_CATALOG, 'views', name.toLowerCase()]
}
