import type { JsonObject } from '../../../util/index.js'
import { hash32 } from '../../values/seeded-random.js'
import type { ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import { temporaryKey } from './access-key.js'
import { assumedRole } from './principal.js'
import { accountOfRole, noRole } from './role-arn.js'
import { sessionToken } from './session-token.js'

const SHORTEST_S = 900
const LONGEST_S = 43_200
const CHAINED_S = 3_600
const DEFAULT_S = 3_600

/**
 * Credentials of a role's account. Any role may be assumed by anybody with any external id: the local cloud
 * keeps no policies; `access-denied:op=AssumeRole` refuses.
 */
export const assumeRole: ServiceHandler = ({ now }, { input, session }) => {
  const roleArn = required(input, 'RoleArn')
  const name = required(input, 'RoleSessionName')
  matches('roleSessionName', name, /^[\w+=,.@-]*$/, [2, 64])
  const external = input['ExternalId']
  if (typeof external === 'string') {
    matches('externalId', external, /^[\w+=,.@:/-]*$/, [2, 1224])
  }
  const seconds = duration(input['DurationSeconds'], session !== undefined)
  const account = accountOfRole(roleArn)
  if (account === undefined) throw noRole(roleArn)
  // Whole seconds: that is what the answer can say.
  const expires = (Math.floor(now / 1000) + seconds) * 1000
  const assumed = { roleArn, name, expires }
  const token = sessionToken(assumed)
  const { arn, userId } = assumedRole(assumed)
  const mark = hash32(token)
  return {
    Credentials: {
      AccessKeyId: temporaryKey(account, mark),
      SecretAccessKey: Buffer.from(`local ${account} ${mark}`).toString('base64').padEnd(40, '0'),
      SessionToken: token,
      Expiration: new Date(expires).toISOString().replace('.000Z', 'Z'),
    },
    AssumedRoleUser: { AssumedRoleId: userId, Arn: arn },
  }
}

function required(input: JsonObject, member: string): string {
  const value = input[member]
  if (typeof value === 'string' && value !== '') return value
  throw constraint('null', lowerFirst(member), 'Member must not be null')
}

function matches(
  member: string,
  value: string,
  pattern: RegExp,
  [least, most]: readonly [number, number],
): void {
  if (!pattern.test(value)) {
    const text = pattern.source.replace(/^\^|\$$/g, '')
    throw constraint(value, member, `Member must satisfy regular expression pattern: ${text}`)
  }
  if (value.length < least) {
    throw constraint(value, member, `Member must have length greater than or equal to ${least}`)
  }
  if (value.length > most) {
    throw constraint(value, member, `Member must have length less than or equal to ${most}`)
  }
}

function duration(written: unknown, chained: boolean): number {
  if (written === undefined) return DEFAULT_S
  const seconds = Number(written)
  const member = 'durationSeconds'
  if (!Number.isInteger(seconds)) {
    throw new ServiceError('MalformedInput', `DurationSeconds must be a whole number of seconds`)
  }
  if (seconds < SHORTEST_S) {
    throw constraint(
      String(seconds),
      member,
      `Member must have value greater than or equal to ${SHORTEST_S}`,
    )
  }
  if (seconds > LONGEST_S) {
    throw constraint(
      String(seconds),
      member,
      `Member must have value less than or equal to ${LONGEST_S}`,
    )
  }
  if (chained && seconds > CHAINED_S) {
    throw new ServiceError(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    )
  }
  return seconds
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const constraint = (value: string, member: string, rule: string): ServiceError =>
  new ServiceError(
    'ValidationError',
    `1 validation error detected: Value ${value === 'null' ? 'null' : `'${value}'`} at '${member}' failed to satisfy constraint: ${rule}`,
  )
