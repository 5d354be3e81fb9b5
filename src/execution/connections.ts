import type { PlanConnection } from '../plan/index.js'

/**
 * The connections that statements may be asked through. What costs a call is asked when a statement needs it,
 * once.
 */
export interface ConnectionDirectory {
  /** In the order of their file. */
  all(): Promise<readonly PlanConnection[]>
  /** The account of a connection; asks STS where nothing else tells. @throws AppError */
  accountOf(connection: string, signal: AbortSignal): Promise<string>
  /** The account of a connection as far as it is known by now. */
  knownAccountOf(connection: string): string | undefined
  /** Where a connection's calls go: `aws`, the URL of an endpoint, or `local:` and the folder of a local cloud. @throws AppError CONFIGURATION */
  targetOf(connection: string): Promise<string>
  /** Every region that a predicate may choose from. */
  regionsOf(connection: string, signal: AbortSignal): Promise<readonly string[]>
}
