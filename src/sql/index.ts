export { confirmReading } from './confirm-reading.js'
export { originalHeader, writtenHeaders } from './dialect/headers.js'
export { DIALECT_MACROS } from './dialect/macros/macros.js'
export { toDuckDialect, type DialectOptions, type DialectText } from './dialect/to-duck-dialect.js'
export { tokenize } from './lexer.js'
export { readStatement } from './read-statement.js'
export { slice, type Slice } from './slice.js'
export { splitStatements } from './split-statements.js'
export type {
  Assignment,
  DeleteStatement,
  DescribeStatement,
  ExplainStatement,
  InsertStatement,
  MutationStatement,
  NamedColumn,
  QualifiedName,
  QueryStatement,
  ReportStatement,
  SetStatement,
  ShowStatement,
  Statement,
  UpdateStatement,
} from './statement.js'
export {
  identifierOf,
  isIdentifier,
  isSymbol,
  isWord,
  type Token,
  type TokenKind,
} from './token.js'
