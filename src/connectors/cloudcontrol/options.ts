import type { JsonObject } from '../../util/index.js'
import type { IoHost } from '../../io/index.js'
import type { ConnectionAccess } from '../connection.js'
import type { CallStatistics } from '../connector.js'
import type { LimitRule } from '../limit-rule.js'
import type { HttpOptions } from '../http-handler.js'

export interface CloudControlOptions extends HttpOptions {
  readonly access: ConnectionAccess
  /** Where calls go instead of AWS; asked again when a connection fails, since a local cloud may move. */
  readonly endpoint?: () => Promise<string>
  /** Sends requests without a signature. */
  readonly anonymous?: boolean
  /** Which cloud this is: sessions on one share its limits. */
  readonly target: string
  /** Limits that the user sets. */
  readonly limitRules: readonly LimitRule[]
  readonly statistics: CallStatistics
  readonly host: IoHost
  /** A model of a type for people to look at, without its secrets. */
  readonly masked?: (typeName: string, model: JsonObject) => JsonObject
}
