import type { ConnectorDocument } from '../catalog/index.js'
import type { Json } from '../util/index.js'
import type { CallPlace } from './connection.js'

/** What a document's method comes to, with its templates filled in. */
export type WireCall =
  | {
      readonly kind: 'operation'
      /** `ListIntegrations` */
      readonly name: string
      /** JSON, but for times, which are Dates. */
      readonly input: Readonly<Record<string, unknown>>
    }
  | {
      readonly kind: 'request'
      /** `GET`, `POST`, … */
      readonly verb: string
      /** `/integrations/5`: values in it are percent-encoded already. */
      readonly path: string
      readonly query: Readonly<Record<string, string>>
      readonly headers: Readonly<Record<string, string>>
      readonly body?: Json
      /** Address of a next page that the service gave, in the place of path and query. */
      readonly url?: string
    }

/** One try of one call. */
export interface ProtocolCall extends CallPlace {
  readonly connector: ConnectorDocument
  readonly call: WireCall
  /** For messages: `aws.customer_profiles.integrations`. */
  readonly typeName: string
}

/** What a service answered. */
export interface ProtocolAnswer {
  /** JSON: times as ISO 8601, bytes as base64, numbers too large for a double as texts. */
  readonly body: Json
  /** By lower-case name; where the protocol has them. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * A way of speaking to services that documents describe. A call is one try: waiting, trying again, paging and
 * reading rows are the document connector's.
 */
export interface Protocol {
  /**
   * @throws ProtocolFailure where the service said no, or nothing came back.
   * @throws AppError for what no second try can mend: an unset variable, a package that is not there, a
   *   redirect to another host, an answer that is too long.
   */
  call(request: ProtocolCall, signal?: AbortSignal): Promise<ProtocolAnswer>
  close(): void
}

/** A call that failed. */
export interface FailureFacts {
  /** Name of the error as the service says it, or of what broke: `ThrottlingException`, `ECONNREFUSED`, `HTTP404`. */
  readonly name: string
  /** What the service says; for people. */
  readonly message: string
  /** HTTP status; 0 where no answer came. */
  readonly status: number
  /** Milliseconds that the service asks to be left alone for. */
  readonly retryAfter?: number
  /**
   * True where the service may have acted on the call although no answer said so: the connection broke after it was
   * sent, or the answer was a fault of the server.
   */
  readonly mayHaveArrived: boolean
  /** True: nobody said no; the answer is not of the shape that it should have. */
  readonly isMisshapen?: boolean
  readonly cause?: unknown
}

/** Thrown by protocols alone; the document connector makes an AppError of it, or tries again. */
export class ProtocolFailure extends Error {
  readonly facts: FailureFacts

  constructor(facts: FailureFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.name = 'ProtocolFailure'
    this.facts = facts
  }
}
