import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { isLoopback } from './loopback.js'

/** What clients of AWS send. */
const CLIENT_TYPES = /^\s*application\/(?:x-amz-json-1\.[01]|json|cbor)\s*(?:;|$)/i

/**
 * The status of a request that a page in a browser may have sent, on purpose or with a name that was made to point here;
 * `undefined` of one that a client of AWS sends.
 * @param loopback whether only calls to a loopback name are for us
 */
export function refusedPage(headers: IncomingHttpHeaders, loopback: boolean): number | undefined {
  const { host = '', origin } = headers
  const site = one(headers['sec-fetch-site'])
  if (loopback && !isLoopback(nameOf(host))) return 403
  const isOfBrowser = origin !== undefined || (site !== undefined && site !== 'none')
  if (!isOfBrowser) return undefined
  // Who owns a name decides where it points: a page of evil.com that points here is of one origin with us.
  if (!isLoopback(nameOf(host)) && isIP(nameOf(host).replace(/^\[|\]$/g, '')) === 0) return 403
  if (origin !== undefined && origin !== `http://${host}`) return 403
  return site === undefined || site === 'none' || site === 'same-origin' ? undefined : 403
}

/** The status of a body that no client of Cloud Control sends; `undefined` of others. */
export function refusedType({
  'content-type': type = '',
}: IncomingHttpHeaders): number | undefined {
  return type === '' || CLIENT_TYPES.test(type) ? undefined : 415
}

/** A `Host` header without its port. */
const nameOf = (host: string): string => host.replace(/:\d+$/, '')

const one = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0]
