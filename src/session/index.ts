export {
  bundledCatalog,
  cacheFolder,
  catalogRoots,
  createSession,
  openBucket,
  readSchemas,
  userFolder,
} from './create-session.js'
export { ScanCache } from '../execution/index.js'
export { leftLines, requestLine, RequestWatch, type WatchedRequest } from './request-watch.js'
export { warnOfUnfinished } from './warn-of-unfinished.js'
export type { CompletionNames } from './names/completion-names.js'
export type { Permissions } from './permissions.js'
export type { Progress } from './progress.js'
export type { Session } from './session.js'
export type { SessionOptions } from './session-options.js'
export type { StatementKind, StatementResult } from './statement-result.js'
export type { SyntaxProblem } from './syntax-problem.js'
export { withSecretNames } from './with-secret-names.js'
