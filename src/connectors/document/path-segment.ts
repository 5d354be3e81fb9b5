import { AppError } from '../../errors/index.js'
import type { Json } from '../../util/index.js'

/** Most times that proxies and servers are thought to decode a path. */
const MOST_DECODINGS = 8

/**
 * A value as one segment of a path, percent-encoded.
 *
 * A segment that is `.` or `..` to anybody on the way, however often it is decoded, would name the resource above:
 * `DELETE /teams/{id}` would be `DELETE /teams/`, or `DELETE /`.
 * @throws AppError BAD_IDENTIFIER for such a value, one that is blank, and one with a backslash, an encoded slash or a
 *   control character
 */
export function pathSegment(value: Json, name: string, template: string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const problem = problemOf(text)
  if (problem === undefined) return encodeURIComponent(text)
  throw new AppError(
    'BAD_IDENTIFIER',
    `${JSON.stringify(text)} cannot be the ${name} in ${template}: ${problem}`,
    { hint: 'nothing was sent: such a value would change which resource is meant' },
  )
}

function problemOf(text: string): string | undefined {
  if (/\p{Cs}/u.test(text)) return 'it is no valid Unicode text'
  const slashes = text.split('/').length
  let decoded = text
  for (let times = 0; times <= MOST_DECODINGS; times++) {
    if (/\p{Cc}/u.test(decoded)) return 'it has a control character'
    if (decoded.includes('\\')) return 'it has a backslash, which some servers take for a slash'
    // A slash of the value itself is sent as %2F.
    const parts = decoded.split('/')
    if (parts.length > slashes) return 'it has an encoded slash'
    const bare = parts.map((part) => part.replace(AROUND, ''))
    if (bare.includes('')) return 'a part of the path would be empty'
    if (bare.includes('.') || bare.includes('..')) return 'it would climb to another path'
    if (OVERLONG.test(decoded)) return 'it has a percent-encoding that is no UTF-8'
    const next = decodeOnce(decoded)
    if (next === decoded) return undefined
    decoded = next
  }
  return 'it is percent-encoded too many times'
}

/** Spaces and invisible characters, which servers may trim; what stands behind `;` is a parameter to some. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]*(?:;.*)?$/gsu
/** `.` and `/` in two bytes, which lenient servers decode. */
const OVERLONG = /%c[01]%[89ab][0-9a-f]|%e0%[89][0-9a-f]%[89ab][0-9a-f]/i

function decodeOnce(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) => {
    const raw = Buffer.from(bytes.replaceAll('%', ''), 'hex')
    const decoded = raw.toString('utf8')
    return decoded.includes('\ufffd') ? raw.toString('latin1') : decoded
  })
}

/** A value in a query that a path template states, percent-encoded. @throws AppError BAD_IDENTIFIER */
export function queryValue(value: Json, name: string, template: string): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (!/[\p{Cs}\p{Cc}]/u.test(text)) return encodeURIComponent(text)
  throw new AppError(
    'BAD_IDENTIFIER',
    `${JSON.stringify(text)} cannot be the ${name} in ${template}: it has a control character`,
    { hint: 'nothing was sent' },
  )
}

/**
 * A header's value. @throws AppError VALUE_TYPE for one that could end the header, or that headers cannot hold
 */
export function headerValue(value: string, name: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value
  throw new AppError(
    'VALUE_TYPE',
    `the header ${name} cannot be ${JSON.stringify(value)}: it has a line break, a control character or one beyond Latin-1`,
    { hint: 'nothing was sent' },
  )
}
