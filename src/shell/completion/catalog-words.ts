import type { Catalog, TableEntry } from '../../catalog/index.js'
import type { Candidate } from './candidate.js'

/** What the catalogue offers, read once: the whole of it is some 1,500 tables. */
export class CatalogWords {
  readonly #catalog: Catalog
  #tables: readonly Candidate[] | undefined
  readonly #columns = new Map<string, readonly Candidate[]>()

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  providers(): Candidate[] {
    return this.#catalog.providers().map((text) => ({ text, kind: 'provider' }))
  }

  services(provider: string): Candidate[] {
    return this.#catalog
      .services(provider)
      .map((text) => ({ text, kind: 'service', detail: provider }))
  }

  /** Tables of a service, by their last name. */
  tables(provider: string, service: string): Candidate[] {
    return this.#catalog
      .tables(provider, service)
      .map(({ name, typeName }) => ({ text: name.table, kind: 'table', detail: typeName }))
  }

  /** All tables by their whole names. */
  allTables(): readonly Candidate[] {
    this.#tables ??= this.#catalog.providers().flatMap((provider) =>
      this.#catalog.services(provider).flatMap((service) =>
        this.#catalog.tables(provider, service).map(({ name, typeName }): Candidate => ({
          text: `${name.provider}.${name.service}.${name.table}`,
          kind: 'table',
          detail: typeName,
        })),
      ),
    )
    return this.#tables
  }

  /** The table of a path of names, where there is one. */
  entry(path: readonly string[]): TableEntry | undefined {
    const [provider = '', service = '', table = ''] = path
    if (path.length !== 3) return undefined
    const plain = table.replace(/_list_only$/i, '')
    return this.#catalog.find({ provider, service, table: plain })
  }

  /** Columns of a table: first the ones its calls need, then the others in their order. */
  columns(entry: TableEntry): readonly Candidate[] {
    const key = entry.typeName
    const known = this.#columns.get(key)
    if (known !== undefined) return known
    const schema = this.#catalog.schema(entry)
    const inputs = new Set(schema.handlers.list?.handlerSchema?.required ?? [])
    const texts = this.#catalog.descriptions?.(entry)
    const own = schema.columns.map(({ name, property, type }): Candidate => {
      const says = texts?.get(`/properties/${property}`)?.replace(/\s+/g, ' ')
      return {
        text: name,
        kind: inputs.has(property) ? 'key column' : 'column',
        detail: says === undefined ? type : `${type}  ${says}`,
      }
    })
    const virtual: Candidate[] = [
      { text: 'region', kind: 'key column', detail: 'VARCHAR  where the resource is' },
      { text: 'Identifier', kind: 'key column', detail: 'VARCHAR  what GetResource takes' },
      { text: 'account_id', kind: 'column', detail: 'VARCHAR  whose the resource is' },
      { text: 'connection', kind: 'column', detail: 'VARCHAR  connection that answered' },
    ]
    const all = [...own, ...virtual]
    const sorted = [
      ...all.filter(({ kind }) => kind === 'key column'),
      ...all.filter(({ kind }) => kind !== 'key column'),
    ]
    this.#columns.set(key, sorted)
    return sorted
  }
}
