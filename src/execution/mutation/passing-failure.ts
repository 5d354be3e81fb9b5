import type { ProgressEvent } from '../../connectors/index.js'
import { namedIdentifier, type Mutation } from './mutation.js'

const THROTTLE_TEXT = /rate exceeded|throttl|too many requests/i

const TRANSIENT: ReadonlySet<string> = new Set([
  'ServiceInternalError',
  'ServiceTimeout',
  'NetworkFailure',
  'InternalFailure',
])

/**
 * True where sending a failed write again may help and cannot harm. A throttle comes before a handler has
 * done anything. Other passing failures may leave a resource behind: a create is sent again only where its
 * name comes from the user, so that a second one cannot be made.
 */
export function passes(event: ProgressEvent, mutation: Mutation): boolean {
  const { status, errorCode = '', message = '' } = event
  if (status !== 'FAILED' || event.hookMessages !== undefined) return false
  if (errorCode === 'Throttling') return true
  if (errorCode === 'GeneralServiceException') return THROTTLE_TEXT.test(message)
  return TRANSIENT.has(errorCode) && namedIdentifier(mutation) !== undefined
}
