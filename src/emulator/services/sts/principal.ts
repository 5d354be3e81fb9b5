import { partitionOf } from '../../values/make-arn.js'
import { SeededRandom } from '../../values/seeded-random.js'
import type { Caller } from '../../protocol.js'
import type { RoleSession } from './session-token.js'

/** Who calls, as IAM names it. */
export interface Principal {
  readonly arn: string
  readonly userId: string
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** `AROA` and 17 characters that are always the same for a role, as AWS's ids of principals are. */
const idOf = (prefix: string, subject: string): string =>
  prefix + new SeededRandom(subject).text(ALPHABET, 17)

/** The user `local` of the account, or the assumed role. */
export function principalOf(caller: Caller, session: RoleSession | undefined): Principal {
  if (session !== undefined) return assumedRole(session)
  const arn = `arn:${partitionOf(caller.region)}:iam::${caller.account}:user/local`
  return { arn, userId: idOf('AIDA', arn) }
}

export function assumedRole({ roleArn, name }: RoleSession): Principal {
  const [, partition = '', , , account = '', resource = ''] = roleArn.split(':')
  // The path of a role is not part of its sessions' ARN.
  const role = resource.split('/').at(-1) ?? ''
  return {
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${name}`,
    userId: `${idOf('AROA', roleArn)}:${name}`,
  }
}
