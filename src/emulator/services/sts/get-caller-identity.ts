import type { ServiceHandler } from '../service.js'
import { principalOf } from './principal.js'

export const getCallerIdentity: ServiceHandler = (_context, { caller, session }) => {
  const { arn, userId } = principalOf(caller, session)
  return { UserId: userId, Account: caller.account, Arn: arn }
}
