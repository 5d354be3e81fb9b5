import { AppError } from '../errors/index.js'
import type { Catalog, TableEntry, TableName } from './catalog.js'
import { parseDescriptions, type Descriptions } from './descriptions.js'
import { parseIndex, readRow, type IndexRow } from './compiled-index.js'
import { serviceName } from './naming/index.js'
import type { ResourceSchema } from './resource-schema.js'

/** How the catalogue reaches its files; a missing one is `undefined` or empty. */
export interface CatalogFiles {
  readText(path: string): string | undefined
  listFolder(path: string): readonly string[]
}

interface Located extends TableEntry {
  readonly root: string
}
type Tables = ReadonlyMap<string, Located>

/** {@link Catalog} over folders of compiled documents. */
export class CompiledCatalog implements Catalog {
  readonly #roots: readonly string[]
  readonly #files: CatalogFiles
  /** provider → service → what each root's index says of it, in order of roots */
  readonly #indexes = new Map<string, Map<string, [root: string, row: IndexRow][]>>()
  readonly #tables = new Map<string, Tables>()
  readonly #schemas = new Map<string, ResourceSchema>()
  readonly #types = new Map<string, TableEntry | undefined>()
  #providers: readonly string[] | undefined

  constructor(roots: readonly string[], files: CatalogFiles) {
    this.#roots = roots
    this.#files = files
  }

  providers(): readonly string[] {
    if (this.#providers !== undefined) return this.#providers
    const names = this.#roots
      .flatMap((root) => this.#files.listFolder(root).filter((name) => this.#hasIndex(root, name)))
      .sort()
    if (names.length === 0) throw this.#empty()
    this.#providers = [...new Set(names)]
    return this.#providers
  }

  services(provider: string): readonly string[] {
    return [...this.#index(provider.toLowerCase()).keys()].sort()
  }

  tables(provider: string, service: string): readonly TableEntry[] {
    return [...this.#service(provider.toLowerCase(), service.toLowerCase()).values()]
  }

  find(name: TableName): TableEntry | undefined {
    const tables = this.#service(name.provider.toLowerCase(), name.service.toLowerCase())
    return tables.get(name.table.toLowerCase())
  }

  findType(typeName: string): TableEntry | undefined {
    const wanted = typeName.toLowerCase()
    if (!this.#types.has(wanted)) this.#types.set(wanted, this.#findType(wanted))
    return this.#types.get(wanted)
  }

  schema(entry: TableEntry): ResourceSchema {
    const { provider, service, table } = entry.name
    const key = `${provider}/${service}/${table}`
    const known = this.#schemas.get(key)
    if (known !== undefined) return known
    const root = this.#service(provider, service).get(table)?.root
    const file = `${root ?? ''}/${key}.json`
    const schema = this.#parse(file)
    this.#schemas.set(key, schema)
    return schema
  }

  descriptions(entry: TableEntry): Descriptions | undefined {
    const { provider, service } = entry.name
    for (const root of this.#roots) {
      const text = this.#files.readText(`${root}/${provider}/descriptions/${service}.json`)
      const found = text === undefined ? undefined : parseDescriptions(text, entry.typeName)
      if (found !== undefined) return found
    }
    return undefined
  }

  #findType(typeName: string): TableEntry | undefined {
    const services = this.providers().map((one) => this.#service(one, serviceName(typeName)))
    return services
      .flatMap((tables) => [...tables.values()])
      .find((entry) => entry.typeName.toLowerCase() === typeName)
  }

  #hasIndex(root: string, provider: string): boolean {
    return this.#files.listFolder(`${root}/${provider}`).includes('index.json')
  }

  #index(provider: string): Map<string, [string, IndexRow][]> {
    const known = this.#indexes.get(provider)
    if (known !== undefined) return known
    const services = new Map<string, [string, IndexRow][]>()
    let found = false
    for (const root of this.#roots) {
      const file = `${root}/${provider}/index.json`
      const text = this.#files.readText(file)
      if (text === undefined) continue
      found = true
      for (const row of parseIndex(text, file)) {
        const roots = services.get(row[0])
        if (roots === undefined) services.set(row[0], [[root, row]])
        else roots.push([root, row])
      }
    }
    // An unknown provider is an answer; a catalogue without any is a broken installation.
    if (!found) this.providers()
    this.#indexes.set(provider, services)
    return services
  }

  #service(provider: string, service: string): Tables {
    const key = `${provider}/${service}`
    const known = this.#tables.get(key)
    if (known !== undefined) return known
    const entries: Located[] = []
    for (const [root, row] of this.#index(provider).get(service) ?? [])
      for (const { table, typeName, listable } of readRow(row).tables) {
        const old = entries.findIndex((e) => e.name.table === table || e.typeName === typeName)
        if (old >= 0) entries.splice(old, 1)
        entries.push({ name: { provider, service, table }, typeName, listable, root })
      }
    entries.sort((a, b) => (a.name.table < b.name.table ? -1 : 1))
    const tables = new Map(entries.map((entry) => [entry.name.table, entry]))
    this.#tables.set(key, tables)
    return tables
  }

  #parse(file: string): ResourceSchema {
    const text = this.#files.readText(file)
    try {
      if (text !== undefined) return JSON.parse(text) as ResourceSchema
    } catch (cause) {
      throw unreadable(file, 'is broken', cause)
    }
    throw unreadable(file, 'is missing')
  }

  #empty(): AppError {
    const where = this.#roots.join(', ')
    return new AppError('CATALOG_UNREADABLE', `there is no catalogue in ${where}`, {
      hint: 'build it with: npm run build',
    })
  }
}

function unreadable(file: string, what: string, cause?: unknown): AppError {
  return new AppError('CATALOG_UNREADABLE', `catalogue document ${file} ${what}`, {
    file,
    hint: 'build the catalogue again with: npm run build',
    cause,
  })
}
