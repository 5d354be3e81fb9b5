import type { IncomingHttpHeaders } from 'node:http'
import type { JsonObject } from '../../../util/index.js'
import type { ServiceError } from '../service-error.js'

/** A request as it came. */
export interface WireRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly path: string
  readonly body: string
}

/** An answer as it goes. */
export interface WireAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  /** For the header that some clients read instead of the body. */
  readonly errorType?: string
}

/** How a service's calls are written; pure text in, text out. */
export interface Protocol {
  /** Whether an unsigned request is one of this service. */
  speaks(request: WireRequest): boolean
  /** @throws ServiceError for a body that cannot be read. `operation` is as sent: it may not exist. */
  decode(request: WireRequest): { readonly operation: string; readonly input: JsonObject }
  answer(operation: string, output: JsonObject, requestId: string): WireAnswer
  fault(error: ServiceError, requestId: string): WireAnswer
  /** Errors of the front door, which differ by protocol. */
  readonly codes: FrontDoorCodes
}

/** Code and status of what a call can fail with before its service sees it. */
export interface FrontDoorCodes {
  readonly unknownOperation: readonly [code: string, status: number]
  readonly accessDenied: readonly [code: string, status: number]
  /** A key that is not known in the region: the region is not enabled. */
  readonly invalidToken: readonly [code: string, status: number]
  readonly expiredToken: readonly [code: string, status: number]
  readonly internal: readonly [code: string, status: number]
}
