export type { Catalog, TableEntry, TableName } from './catalog.js'
export type {
  ColumnSchema,
  HandlerName,
  HandlerSchema,
  JsonTypeName,
  ListHandlerSchema,
  PropertySchema,
  ResourceSchema,
  SqlType,
  TaggingSchema,
} from './resource-schema.js'
