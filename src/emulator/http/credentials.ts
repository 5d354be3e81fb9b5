import type { IncomingHttpHeaders } from 'node:http'
import type { Caller } from '../protocol.js'
import { ServiceFault } from '../service-fault.js'
import type { Regions } from '../services/account/regions.js'
import { sessionOf } from '../services/sts/session-token.js'

export const INVALID_TOKEN = 'The security token included in the request is invalid.'
export const EXPIRED_TOKEN = 'The security token included in the request is expired'

export const expiredToken = (): ServiceFault =>
  new ServiceFault('ExpiredTokenException', EXPIRED_TOKEN)

/** What Cloud Control says of credentials that it does not take: a region that is not enabled knows no keys. */
export function refusedCredentials(
  headers: IncomingHttpHeaders,
  { region }: Caller,
  { regions, now }: { readonly regions: Regions; readonly now: number },
): ServiceFault | undefined {
  if (!regions.isEnabled(region)) {
    return new ServiceFault('UnrecognizedClientException', INVALID_TOKEN)
  }
  const token = headers['x-amz-security-token']
  if (token === undefined) return undefined
  const session = sessionOf(token)
  return session !== undefined && session.expires <= now ? expiredToken() : undefined
}
