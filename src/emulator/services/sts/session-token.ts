import type { Json } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'

/** A role that somebody has assumed. */
export interface RoleSession {
  readonly roleArn: string
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly expires: number
}

const PREFIX = 'SKYQL'

/** The session itself, as text: who holds the token needs no record of ours, also after a restart. */
export function sessionToken({ roleArn, name, expires }: RoleSession): string {
  return PREFIX + Buffer.from(JSON.stringify([roleArn, name, expires])).toString('base64')
}

/** The session of an `X-Amz-Security-Token`; undefined for a token that is not ours. */
export function sessionOf(token: string | string[] | undefined): RoleSession | undefined {
  if (typeof token !== 'string' || !token.startsWith(PREFIX)) return undefined
  try {
    const text = Buffer.from(token.slice(PREFIX.length), 'base64').toString('utf8')
    const parts = JSON.parse(text) as Json
    if (!Array.isArray(parts) || isJsonObject(parts)) return undefined
    const [roleArn, name, expires] = parts as readonly Json[]
    return typeof roleArn === 'string' && typeof name === 'string' && typeof expires === 'number'
      ? { roleArn, name, expires }
      : undefined
  } catch {
    return undefined
  }
}
