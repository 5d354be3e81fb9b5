import type { IoHost } from '../../io/index.js'
import type { CallStatistics } from '../connector.js'

export interface CloudControlOptions {
  readonly profile?: string
  /** Where calls go instead of AWS; asked again when a connection fails, since a local cloud may move. */
  readonly endpoint?: () => Promise<string>
  /** Credentials for an endpoint that knows none, as the local cloud. */
  readonly staticCredentials?: { readonly accessKeyId: string; readonly secretAccessKey: string }
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
