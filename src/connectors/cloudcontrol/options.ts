import type { IoHost } from '../../io/index.js'
import type { ConnectionAccess } from '../connection.js'
import type { CallStatistics } from '../connector.js'

export interface CloudControlOptions {
  readonly access: ConnectionAccess
  /** Where calls go instead of AWS; asked again when a connection fails, since a local cloud may move. */
  readonly endpoint?: () => Promise<string>
  /** Sends requests without a signature. */
  readonly anonymous?: boolean
  readonly verifyTls?: boolean
  /** PEM file of certificate authorities. */
  readonly caBundle?: string
  /** Milliseconds. */
  readonly connectTimeout?: number
  /** Milliseconds. */
  readonly readTimeout?: number
  /** Calls under way at once, over all regions. */
  readonly callsInFlight: number
  readonly statistics: CallStatistics
  readonly host: IoHost
}
