import { AppError } from '../errors/index.js'

/** Connection failures that a second try may not meet. */
const PASSING = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNABORTED',
  'TimeoutError',
])

/** Failures before the first byte of a request is on its way. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
])

/** Names of errors of credential providers. */
export const CREDENTIALS = /CredentialsProviderError|TokenProviderError/

/** What a failed connection is called: `ECONNREFUSED`, `TimeoutError`; empty where it has no name. */
export function transportCode(error: unknown): string {
  if (typeof error !== 'object' || error === null) return ''
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : ''
}

/** True where a second try may reach the service. */
export function mayReconnect(error: unknown): boolean {
  return PASSING.has(transportCode(error))
}

/** True where the service cannot have seen the request. */
export function isNeverSent(error: unknown): boolean {
  if (AppError.is(error) || NEVER_SENT.has(transportCode(error))) return true
  return error instanceof Error && CREDENTIALS.test(error.name)
}
