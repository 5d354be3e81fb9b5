import type { Catalog, ResourceSchema, TableEntry, TableName } from '../../catalog/index.js'
import { builtinEntry, builtinSchema, type BuiltinTable } from './builtin-table.js'
import { BUILTIN_TABLES, builtinOf } from './builtin-tables.js'

/** A catalogue that also knows the tables that no resource type stands behind. */
export function withBuiltinTables(catalog: Catalog): Catalog {
  const schemas = new Map<string, ResourceSchema>()
  const own = (provider: string, service?: string): BuiltinTable[] =>
    BUILTIN_TABLES.filter(
      ({ name }) =>
        name.provider === provider.toLowerCase() &&
        (service === undefined || name.service === service.toLowerCase()),
    )
  const entries = (provider: string, service: string): TableEntry[] =>
    own(provider, service).map(builtinEntry)
  return {
    providers: () => catalog.providers(),
    services: (provider) =>
      [
        ...new Set([
          ...catalog.services(provider),
          ...own(provider).map(({ name }) => name.service),
        ]),
      ].sort(),
    tables: (provider, service) => [
      ...entries(provider, service),
      ...catalog.tables(provider, service),
    ],
    find: (name: TableName) =>
      entries(name.provider, name.service).find(
        (entry) => entry.name.table === name.table.toLowerCase(),
      ) ?? catalog.find(name),
    findType: (typeName) => catalog.findType(typeName),
    schema: (entry) => {
      const table = builtinOf(entry)
      if (table === undefined) return catalog.schema(entry)
      const known = schemas.get(entry.typeName) ?? builtinSchema(table)
      schemas.set(entry.typeName, known)
      return known
    },
    descriptions: (entry) => {
      const table = builtinOf(entry)
      if (table === undefined) return catalog.descriptions?.(entry)
      return new Map(table.columns.map(({ property, about }) => [`/properties/${property}`, about]))
    },
  }
}
