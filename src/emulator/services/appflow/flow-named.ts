import type { JsonObject } from '../../../util/index.js'
import type { Caller } from '../../protocol.js'
import type { ServiceContext } from '../service.js'
import { ServiceError } from '../service-error.js'
import { validation } from './appflow-page.js'
import { flowsOf, type Flow } from './flows.js'

/** The flow that a call names. @throws ServiceError where there is none */
export function flowNamed(context: ServiceContext, caller: Caller, { flowName }: JsonObject): Flow {
  if (typeof flowName !== 'string' || flowName === '') throw validation('flowName must be given')
  const found = flowsOf(context, caller).find(({ name }) => name === flowName)
  if (found !== undefined) return found
  throw new ServiceError('ResourceNotFoundException', `Flow ${flowName} does not exist`, 404)
}
