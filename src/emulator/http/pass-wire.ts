import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { WireCall } from '../protocol.js'
import { sendAnswer } from './send-answer.js'
import type { ServerParts } from './server-parts.js'

/** Errors that a call can meet before its service sees it, in the service's own shape. */
export interface Refusals {
  /** The bucket of `--rate`; none of its own for Cloud Control. */
  readonly bucket?: string
  /** The credentials are no good here. */
  invalidToken(): Error | undefined
  expiredToken(): Error
  denied(): Error
  /** Only of Cloud Control: the region lacks the type, or a handler of it. */
  unknown?(what: 'type' | 'action'): Error
  throttled(): Error
}

/** `over`: answered, or cut off. `unheard`: to be done, but the caller never learns. */
export type Passage = 'through' | 'unheard' | 'over'

/** Faults come in the order a real call would meet them. @throws what `refusals` make */
export async function passWire(
  parts: ServerParts,
  call: WireCall,
  refusals: Refusals,
  response: ServerResponse,
): Promise<Passage> {
  const wire = parts.faults.onWire(call)
  const delay = parts.latencyMs + wire.delayMs
  if (delay > 0) await sleep(delay)
  if (wire.drop === 'before') {
    response.destroy()
    return 'over'
  }
  if (wire.serverError) {
    sendAnswer(response, { status: 500, body: '', contentType: 'application/x-amz-json-1.0' })
    return 'over'
  }
  const invalid = refusals.invalidToken()
  if (invalid !== undefined) throw invalid
  if (wire.expire) throw refusals.expiredToken()
  if (wire.deny) throw refusals.denied()
  if (parts.rate?.admits(call.caller, parts.clock(), refusals.bucket) === false || wire.throttle) {
    throw refusals.throttled()
  }
  const unknown = wire.unknown && refusals.unknown?.(wire.unknown)
  if (unknown !== undefined) throw unknown
  return wire.drop === 'after' ? 'unheard' : 'through'
}
