export { openStatement, type FilledEdit } from './fill-statement.js'
export { confirmReading } from './confirm-reading.js'
export { originalHeader, writtenHeaders } from './dialect/headers.js'
export { DIALECT_MACROS } from './dialect/macros/macros.js'
export type { JsonKnowledge } from './dialect/operators.js'
export { toDuckDialect, type DialectText } from './dialect/to-duck-dialect.js'
export { characterName } from './character-name.js'
export { scanText, tokenize } from './lexer.js'
export { stringBodies } from './string-bodies.js'
export { queryHints, type QueryHint } from './query-hints.js'
export { unknownHint } from './read-hints.js'
export { readStatement } from './read-statement.js'
export { slice, type Slice } from './slice.js'
export { splitStatements } from './split-statements.js'
export type {
  Assignment,
  CancelStatement,
  Conflict,
  CreateStatement,
  DeleteStatement,
  DescribeMethodStatement,
  DescribeStatement,
  DropStatement,
  ExecArgument,
  ExecStatement,
  ExplainStatement,
  InsertStatement,
  MutationStatement,
  NamedColumn,
  QualifiedName,
  QueryStatement,
  RefreshStatement,
  ReportStatement,
  SetStatement,
  ShowStatement,
  Statement,
  StoredKind,
  TransactionStatement,
  UpdateStatement,
  UseStatement,
  WriteHint,
} from './statement.js'
export {
  identifierOf,
  isBlank,
  isIdentifier,
  isSymbol,
  isWord,
  type Blank,
  type Token,
  type TokenKind,
} from './token.js'
