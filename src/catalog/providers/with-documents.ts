import { AppError } from '../../errors/index.js'
import type { Catalog, TableEntry, TableName } from '../catalog.js'
import type { Descriptions } from '../descriptions.js'
import { documentType, isDocumentType } from './compile-provider.js'
import { DocumentTables, type DocumentIndexRow, type DocumentTable } from './document-tables.js'
import type { PropertySchema, ResourceSchema } from '../resource-schema.js'

/** The provider whose tables are resource types: nothing of documents is read for it. */
const REGISTRY = 'awscc'

/** A catalogue that also knows the tables of documents. */
export interface DocumentCatalog extends Catalog {
  /** Tables of the user's own documents, to be filled as they are read. */
  readonly own: DocumentTables
}

/**
 * Adds the tables of documents: those that were compiled into a folder (`index.json` beside a file a table), and
 * those that are added later. For a statement on resource types alone nothing is read.
 */
export function withDocuments(
  catalog: Catalog,
  folder: string | undefined,
  readText: (path: string) => string | undefined,
): DocumentCatalog {
  const tables = new DocumentTables()
  let isRead = folder === undefined
  const known = (): DocumentTables => {
    if (!isRead && folder !== undefined) {
      isRead = true
      for (const row of indexRows(readText(`${folder}/index.json`))) {
        tables.add(compiledTable(row, folder, readText))
      }
    }
    return tables
  }
  const own: DocumentTables['all'] = () => known().all()
  const of = (provider: string): readonly DocumentTable[] =>
    provider.toLowerCase() === REGISTRY
      ? []
      : own().filter(({ entry }) => entry.name.provider === provider.toLowerCase())
  const find = (name: TableName): TableEntry | undefined =>
    name.provider.toLowerCase() === REGISTRY
      ? undefined
      : known().find(documentType(name.provider, name.service, name.table))?.entry
  return {
    get own() {
      return known()
    },
    providers: () =>
      [
        ...new Set([...catalog.providers(), ...own().map(({ entry }) => entry.name.provider)]),
      ].sort(),
    services: (provider) => {
      const documented = of(provider).map(({ entry }) => entry.name.service)
      const others = documented.length > 0 ? [] : catalog.services(provider)
      return [...new Set([...others, ...documented])].sort()
    },
    tables: (provider, service) => {
      const documented = of(provider).filter(
        ({ entry }) => entry.name.service === service.toLowerCase(),
      )
      if (documented.length === 0) return catalog.tables(provider, service)
      return documented.map(({ entry }) => entry).sort(byTable)
    },
    find: (name) => find(name) ?? catalog.find(name),
    findType: (typeName) =>
      isDocumentType(typeName) ? known().find(typeName)?.entry : catalog.findType(typeName),
    schema: (entry) =>
      (isDocumentType(entry.typeName) ? known().find(entry.typeName)?.schema() : undefined) ??
      catalog.schema(entry),
    descriptions: (entry) => {
      const table = isDocumentType(entry.typeName) ? known().find(entry.typeName) : undefined
      return table === undefined ? catalog.descriptions?.(entry) : abouts(table.schema())
    },
  }
}

function byTable(a: TableEntry, b: TableEntry): number {
  return a.name.table < b.name.table ? -1 : 1
}

function indexRows(text: string | undefined): readonly DocumentIndexRow[] {
  return text === undefined ? [] : (JSON.parse(text) as readonly DocumentIndexRow[])
}

function compiledTable(
  [provider, service, table, listable]: DocumentIndexRow,
  folder: string,
  readText: (path: string) => string | undefined,
): DocumentTable {
  const file = `${folder}/${provider}/${service}/${table}.json`
  let schema: ResourceSchema | undefined
  return {
    entry: {
      name: { provider, service, table },
      typeName: documentType(provider, service, table),
      listable,
    },
    file,
    schema: () => {
      schema ??= parsed(readText(file), file)
      return schema
    },
  }
}

function parsed(text: string | undefined, file: string): ResourceSchema {
  if (text !== undefined) return JSON.parse(text) as ResourceSchema
  throw new AppError('CATALOG_UNREADABLE', `catalogue document ${file} is missing`, {
    file,
    hint: 'build the catalogue again with: npm run build',
  })
}

/** What a document says of its columns. */
function abouts({ document, definitions = {} }: ResourceSchema): Descriptions {
  const columns = document?.table.columns ?? {}
  return {
    get: (pointer) => {
      if (pointer === '') return document?.table.about
      let node: (PropertySchema & { readonly about?: string }) | undefined = {
        properties: columns,
      }
      for (const step of pointer.replace(/^\/properties\//, '').split('/')) {
        node = dereferenced(node, definitions)
        const { properties = {}, items, additionalProperties: more } = node ?? {}
        const named: PropertySchema | undefined = properties[step]
        node =
          named ?? (step === '*' ? (items ?? (typeof more === 'object' ? more : node)) : undefined)
      }
      return node?.about ?? dereferenced(node, definitions)?.about
    },
  }
}

function dereferenced(
  node: (PropertySchema & { readonly about?: string }) | undefined,
  definitions: Readonly<Record<string, PropertySchema>>,
): (PropertySchema & { readonly about?: string }) | undefined {
  const name = node?.$ref?.split('/')[2]
  return name === undefined ? node : definitions[name]
}
