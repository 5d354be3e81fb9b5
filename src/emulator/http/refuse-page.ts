import type { IncomingHttpHeaders } from 'node:http'
import { isLoopback } from './loopback.js'

/** Content types that a page may send to anybody. */
const PAGE_TYPES = /^\s*(?:text\/|multipart\/)/i

/**
 * The status of a request that a page in a browser may have sent, on purpose or with a name that was made to point here;
 * `undefined` of one that a client of AWS sends.
 * @param loopback whether only calls to a loopback name are for us
 */
export function refusedPage(headers: IncomingHttpHeaders, loopback: boolean): number | undefined {
  const { host = '', origin } = headers
  if (loopback && !isLoopback(host.replace(/:\d+$/, ''))) return 403
  if (origin !== undefined && origin !== `http://${host}`) return 403
  if (!['none', 'same-origin', undefined].includes(one(headers['sec-fetch-site']))) return 403
  return undefined
}

/** The status of a body that no client of Cloud Control sends; `undefined` of others. */
export function refusedType({
  'content-type': type = '',
}: IncomingHttpHeaders): number | undefined {
  return PAGE_TYPES.test(type) ? 415 : undefined
}

const one = (header: string | string[] | undefined): string | undefined =>
  typeof header === 'string' ? header : header?.[0]
