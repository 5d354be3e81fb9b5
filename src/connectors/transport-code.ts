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

/** Codes and messages of OpenSSL about the certificate of who answers. */
const CERTIFICATE =
  /^(?:CERT_|UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|ERR_TLS|ERR_SSL|HOSTNAME_MISMATCH|INVALID_CA)|self.signed certificate|unable to (?:verify|get) .*certificate|certificate (?:has expired|is not yet valid|revoked)|altnames/i

/** What to do about a failure of a connection, where it is about the certificate of who answered. */
export function certificateHint(error: unknown): string | undefined {
  const message = error instanceof Error ? error.message : String(error)
  return CERTIFICATE.test(transportCode(error)) || CERTIFICATE.test(message)
    ? 'check --ca-bundle or AWS_CA_BUNDLE; --no-verify-ssl turns verification off'
    : undefined
}

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
  // A connection is made safe before anything is sent over it.
  if (certificateHint(error) !== undefined) return true
  return error instanceof Error && CREDENTIALS.test(error.name)
}
