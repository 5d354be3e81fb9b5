import type { WaitDocument } from '../../catalog/index.js'
import { likePattern, type Json } from '../../util/index.js'
import type { ProgressEvent } from '../connector.js'
import { valueAtPointer } from './read-rows.js'

/** How an answer says that a write stands; `undefined` of one that does not. */
export function progressOf(
  body: Json,
  waits: WaitDocument,
): Pick<ProgressEvent, 'status' | 'message' | 'errorCode' | 'retryAfter'> | undefined {
  const said = valueAtPointer(body, waits.state) ?? null
  // Without a state nobody knows whether it is done.
  if (said === null) return undefined
  const state = textOf(said)
  const why = waits.message === undefined ? undefined : valueAtPointer(body, waits.message)
  const message = why === undefined || why === null ? state : textOf(why)
  if (waits.failed?.some((each) => likePattern(each).test(state)) === true) {
    const told = message === state ? state : `${state}: ${message}`
    return { status: 'FAILED', errorCode: state, message: told }
  }
  if (isDone(waits, state)) return { status: 'SUCCESS', message }
  const { every } = waits
  const retryAfter = every === undefined ? {} : { retryAfter: Date.now() + every * 1_000 }
  return { status: 'IN_PROGRESS', message, ...retryAfter }
}

/** Where no state is named as the end, each is that is not waited for. */
function isDone({ done, pending }: WaitDocument, state: string): boolean {
  if (done?.includes(state) === true) return true
  return done === undefined && pending?.includes(state) === false
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
