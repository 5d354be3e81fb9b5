import type { TableEntry } from '../catalog.js'
import { AppError } from '../../errors/index.js'
import type { ResourceSchema } from '../resource-schema.js'
import { compileProvider } from './compile-provider.js'
import type { ProviderDocument } from './provider-document.js'

/** A table of a document: its line of the index, and what reads the rest. */
export interface DocumentTable {
  readonly entry: TableEntry
  /** File that claims it, for messages. */
  readonly file: string
  readonly schema: () => ResourceSchema
}

/** The line that an index of compiled documents has for a table. */
export type DocumentIndexRow = readonly [
  provider: string,
  service: string,
  table: string,
  listable: boolean,
]

/** Tables of documents, by name. Two documents cannot claim one. */
export class DocumentTables {
  readonly #tables = new Map<string, DocumentTable>()

  /** @throws AppError PROVIDER_DOCUMENT where a table of that name is there already */
  add(table: DocumentTable): void {
    const { typeName } = table.entry
    const other = this.#tables.get(typeName)
    if (other !== undefined) {
      throw new AppError('PROVIDER_DOCUMENT', `two documents claim the table ${typeName}`, {
        file: table.file,
        hint: `they are ${other.file} and ${table.file}: rename the table, its service or its provider in one of them`,
      })
    }
    this.#tables.set(typeName, table)
  }

  addDocument(document: ProviderDocument, file: string): void {
    for (const schema of compileProvider(document)) {
      this.add({ entry: entryOf(document.provider, schema), file, schema: () => schema })
    }
  }

  find(typeName: string): DocumentTable | undefined {
    return this.#tables.get(typeName.toLowerCase())
  }

  all(): readonly DocumentTable[] {
    return [...this.#tables.values()]
  }
}

function entryOf(
  provider: string,
  { typeName, service, table, handlers }: ResourceSchema,
): TableEntry {
  return { name: { provider, service, table }, typeName, listable: handlers.list !== undefined }
}

/** The files of compiled documents: path to text, the index first. */
export function compiledDocuments(
  documents: readonly { readonly document: ProviderDocument; readonly file: string }[],
): ReadonlyMap<string, string> {
  const tables = new DocumentTables()
  for (const { document, file } of documents) tables.addDocument(document, file)
  const rows: DocumentIndexRow[] = []
  const files = tables.all().map(({ entry, schema }) => {
    const { provider, service, table } = entry.name
    rows.push([provider, service, table, entry.listable])
    return [`${provider}/${service}/${table}.json`, JSON.stringify(schema())] as const
  })
  return new Map([['index.json', JSON.stringify(rows)], ...files])
}
