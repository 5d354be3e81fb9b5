export type { Catalog, TableEntry, TableName } from './catalog.js'
export type { Descriptions } from './descriptions.js'
export { compileDocuments, type CompileOptions } from './compile.js'
export { importSchemas } from './import-schemas.js'
export { parseService, serializeService } from './documents/index.js'
export type { ServiceDocument, TypeDocument } from './documents/index.js'
export type { ImportResult, SchemaFile } from './import/index.js'
export {
  documentFiles,
  loadCatalog,
  loadDocuments,
  readDocuments,
  readReviewedParents,
  readReviewedReach,
  type LoadOptions,
} from './load.js'
export {
  columnAliases,
  columnsOf as columnTypesOf,
  findColumn,
  snakeCase,
  VIRTUAL_COLUMNS,
} from './naming/index.js'
export { parentOf, requiredListInputs, type ReviewedParents } from './parents/index.js'
export type { FoundColumn, VirtualColumn } from './naming/index.js'
export type {
  ColumnSchema,
  HandlerName,
  HandlerSchema,
  JsonTypeName,
  ListHandlerSchema,
  InputValue,
  ParentProperty,
  PropertySchema,
  Reach,
  ResourceSchema,
  SqlType,
  TaggingSchema,
} from './resource-schema.js'
export { HOME_REGION } from './reach.js'
export * from './providers/index.js'
