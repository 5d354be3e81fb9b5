export { PROVIDER_SCHEMA } from './provider-schema.js'
export type {
  ActionDocument,
  AuthDocument,
  AwsSdkDocument,
  CheckDocument,
  ConditionDocument,
  ColumnDocument,
  ConnectorDocument,
  ErrorDocument,
  InputDocument,
  LimitDocument,
  ListDocument,
  MethodDocument,
  PagesDocument,
  ProviderDocument,
  RestDocument,
  RetriesDocument,
  RehearsalDocument,
  RoleDocument,
  StepDocument,
  TableDocument,
  Template,
  WaitDocument,
  WriteDocument,
} from './provider-document.js'
export { compileProvider, documentType, isDocumentType, placeOf } from './compile-provider.js'
export type { DocumentFacts } from './document-facts.js'
export { compiledDocuments, DocumentTables } from './document-tables.js'
export { documentError, readDocument, type LocatedProblem } from './read-document.js'
export { withDocuments, type DocumentCatalog } from './with-documents.js'
