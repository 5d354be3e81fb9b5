export { PROVIDER_SCHEMA } from './provider-schema.js'
export type {
  InputDocument,
  ListDocument,
  MethodDocument,
  PagesDocument,
  Template,
} from './call-document.js'
export type { CheckDocument, ColumnDocument, ConditionDocument } from './column-document.js'
export type {
  AuthDocument,
  AwsSdkDocument,
  ConnectorDocument,
  RestDocument,
} from './connector-document.js'
export type {
  ErrorDocument,
  LimitDocument,
  ProviderDocument,
  RetriesDocument,
} from './provider-document.js'
export type { ActionDocument, TableDocument } from './table-document.js'
export type {
  RehearsalDocument,
  RoleDocument,
  StepDocument,
  WaitDocument,
  WriteDocument,
} from './write-document.js'
export { compileProvider, documentType, isDocumentType, placeOf } from './compile-provider.js'
export type { DocumentFacts } from './document-facts.js'
export { compiledDocuments, DocumentTables } from './document-tables.js'
export { documentError, readDocument, type LocatedProblem } from './read-document.js'
export { withDocuments, type DocumentCatalog } from './with-documents.js'
