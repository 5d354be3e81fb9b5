import type { Catalog } from '../../catalog/index.js'
import { describe } from '../describe.js'
import type { Table } from '../table.js'
import { markdownTable } from './markdown-table.js'

/** The fields of a table, nested ones included; descriptions are a document's own. */
export function fieldsOf({ entry, schema }: Table, catalog: Catalog): string {
  const { provider, service, table } = entry.name
  const parts = [provider, service, table]
  const known = schema.document === undefined ? withoutDescriptions(catalog) : catalog
  const { rows } = describe(
    { kind: 'describe', source: '', table: { parts, offset: 0 }, extended: true },
    known,
  )
  const described = rows.map(([name, type, schemaType, flags, , allowed, description]) => [
    `\`${text(name)}\``,
    text(type ?? null) === '' ? text(schemaType) : text(type),
    text(flags).replace(/write-only: .*?(?=,|$)/, 'write-only'),
    text(allowed),
    text(description),
  ])
  const hasWords = described.some(([, , , , description]) => description !== '')
  const columns = ['name', 'type', 'notes', 'takes', ...(hasWords ? ['description'] : [])]
  return `### Fields\n\n${markdownTable(
    columns,
    described.map((row) => row.slice(0, columns.length)),
  )}`
}

/** What AWS says of its types stays with AWS. */
function withoutDescriptions(catalog: Catalog): Catalog {
  return {
    providers: () => catalog.providers(),
    services: (provider) => catalog.services(provider),
    tables: (provider, service) => catalog.tables(provider, service),
    find: (name) => catalog.find(name),
    findType: (typeName) => catalog.findType(typeName),
    schema: (entry) => catalog.schema(entry),
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
