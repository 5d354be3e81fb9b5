import type { PropertySchema } from '../property-schema.js'
import type { PagesDocument } from './call-document.js'
import type { ConnectorDocument } from './connector-document.js'
import type { TableDocument } from './table-document.js'

/**
 * One service of a provider as a document describes it: `providers/<provider>/<service>.json`, or a user's own
 * file. docs/providers.md tells it to those who write one; provider.schema.json checks it.
 *
 * Wherever a call takes values, a text of the form `{Name}` stands for a value (see `Template`).
 */
export interface ProviderDocument {
  readonly $schema?: string
  readonly provider: string
  readonly service: string
  readonly about?: string
  readonly connector: ConnectorDocument
  /** `region`: asked region by region, connection by connection. `none`: there is one of it. Default `region` for aws-sdk, `none` for rest. */
  readonly place?: 'region' | 'none'
  readonly limits?: readonly LimitDocument[]
  readonly retries?: RetriesDocument
  readonly errors?: readonly ErrorDocument[]
  /** How its lists are paged, unless a method says otherwise. */
  readonly pages?: PagesDocument
  /**
   * What an answer shows in the place of a credential; it is never sent back. Of several the first is refused wherever
   * it stands, the others where the answer shows them in that very place.
   */
  readonly redacted?: string | readonly string[]
  /** Variables of the environment that statements may name as `${NAME}`; `*` stands for any letters. */
  readonly env?: readonly string[]
  readonly definitions?: Readonly<Record<string, PropertySchema>>
  readonly tables: Readonly<Record<string, TableDocument>>
}

/** A limit that the service has: so many calls a second, for the operations of these names (LIKE), or all together. */
export interface LimitDocument {
  readonly callsPerSecond: number
  readonly operations?: readonly string[]
}

export interface RetriesDocument {
  /** HTTP statuses that may pass. Default 429, 500, 502, 503, 504. */
  readonly statuses?: readonly number[]
  /** Names of errors that may pass. */
  readonly codes?: readonly string[]
  /** Tries after the first. Default 6. */
  readonly most?: number
}

/** What a failure means. The first that fits counts. */
export interface ErrorDocument {
  readonly status?: number
  /** Name of the error as the service says it. */
  readonly code?: string
  /** A part of its message, case ignored. */
  readonly contains?: string
  readonly becomes:
    | 'NOT_FOUND'
    | 'ALREADY_EXISTS'
    | 'ACCESS_DENIED'
    | 'THROTTLED'
    | 'SERVICE_REJECTED'
    | 'NO_CREDENTIALS'
  readonly hint?: string
}
