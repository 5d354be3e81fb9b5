import {
  requiredListInputs,
  type Catalog,
  type ResourceSchema,
  type TableEntry,
} from '../../catalog/index.js'
import { builtinOf, SYSTEM_CATALOG, SYSTEM_TABLES } from '../../plan/index.js'
import type { Candidate } from './candidate.js'

/** What the catalogue offers, read once: the whole of it is some 1,500 tables. */
export class CatalogWords {
  readonly #catalog: Catalog
  #tables: readonly Candidate[] | undefined
  readonly #columns = new Map<string, readonly Candidate[]>()

  constructor(catalog: Catalog) {
    this.#catalog = catalog
  }

  /** More tables are known now. */
  renew(): void {
    this.#tables = undefined
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
    // `skyql.resources` is the cloud's, and has a service that nobody writes.
    if (path.length === 2) {
      return provider.toLowerCase() === SYSTEM_CATALOG
        ? this.#catalog.find({ provider: SYSTEM_CATALOG, service: 'main', table: service })
        : undefined
    }
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
    const builtin = builtinOf(schema)
    const keys = new Set([
      ...neededInputs(schema),
      ...(builtin?.columns ?? []).flatMap((each) => (each.key === undefined ? [] : each.property)),
    ])
    const texts = this.#catalog.descriptions?.(entry)
    const own = schema.columns.map(({ name, property, type }): Candidate => {
      const says =
        builtin?.columns.find((each) => each.name === name)?.about ??
        texts?.get(`/properties/${property}`)?.replace(/\s+/g, ' ')
      const needed = neededInputs(schema).includes(property)
      return {
        text: name,
        kind: keys.has(property) ? 'key column' : 'column',
        ...(needed ? { needed } : {}),
        detail: says === undefined ? type : `${type}  ${says}`,
      }
    })
    const all = [...own, ...(builtin === undefined ? [IDENTIFIER] : []), ...PLACE]
    const sorted = [
      ...all.filter(({ kind }) => kind === 'key column'),
      ...all.filter(({ kind }) => kind !== 'key column'),
    ]
    this.#columns.set(key, sorted)
    return sorted
  }
}

const IDENTIFIER: Candidate = {
  text: 'Identifier',
  kind: 'key column',
  detail: 'VARCHAR  what GetResource takes',
}
const PLACE: readonly Candidate[] = [
  { text: 'region', kind: 'key column', detail: 'VARCHAR  where the resource is' },
  { text: 'account_id', kind: 'column', detail: 'VARCHAR  whose the resource is' },
  { text: 'connection', kind: 'column', detail: 'VARCHAR  connection that answered' },
]

/** Properties without which nothing can be asked: inputs of the list, or what names one resource where none is. */
function neededInputs(schema: ResourceSchema): readonly string[] {
  if (schema.handlers.list === undefined) {
    return schema.primaryIdentifier.map((pointer) => pointer.replace(/^.*\//, ''))
  }
  return requiredListInputs(schema)[0] ?? []
}

/** Tables of skyql itself. */
export const SYSTEM_WORDS: readonly Candidate[] = [...Object.keys(SYSTEM_TABLES), 'resources'].map(
  (text) => ({ text, kind: 'table', detail: SYSTEM_CATALOG }),
)

/** Columns of a table of skyql itself; undefined for others. */
export function systemColumns(path: readonly string[]): readonly Candidate[] | undefined {
  const [owner = '', table = ''] = path.map((part) => part.toLowerCase())
  if (path.length !== 2 || owner !== SYSTEM_CATALOG || !Object.hasOwn(SYSTEM_TABLES, table)) {
    return undefined
  }
  const { columns } = SYSTEM_TABLES[table as keyof typeof SYSTEM_TABLES]
  return columns.map(({ name, type }) => ({ text: name, kind: 'column', detail: type }))
}
