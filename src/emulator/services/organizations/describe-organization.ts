import { partitionOf } from '../../values/make-arn.js'
import type { ServiceHandler } from '../service.js'
import { managementOf } from './membership.js'
import { emailOf, organizationId } from './organization.js'

export const describeOrganization: ServiceHandler = (context, call) => {
  const { id: management } = managementOf(context, call)
  const id = organizationId(management)
  const prefix = `arn:${partitionOf(call.caller.region)}:organizations::${management}`
  return {
    Organization: {
      Id: id,
      Arn: `${prefix}:organization/${id}`,
      FeatureSet: 'ALL',
      MasterAccountArn: `${prefix}:account/${id}/${management}`,
      MasterAccountId: management,
      MasterAccountEmail: emailOf(management),
      AvailablePolicyTypes: [],
    },
  }
}
