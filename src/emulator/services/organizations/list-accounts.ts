import type { JsonObject } from '../../../util/index.js'
import { partitionOf } from '../../values/make-arn.js'
import { pageOf, pageSize } from '../pages.js'
import type { ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import { requireManagement } from './membership.js'
import type { OrganizationAccount } from './organization.js'
import { emailOf, organizationId, rootId } from './organization.js'

const MOST = 20
/** Seconds, like all times of awsJson. */
const JOINED = Date.UTC(2024, 0, 1) / 1000

export const listAccounts: ServiceHandler = (context, call) => {
  const management = requireManagement(context, call)
  const { MaxResults, NextToken } = call.input
  const size = pageSize(MaxResults, { most: MOST, standard: MOST })
  if (size === undefined) throw invalid(`MaxResults must be between 1 and ${MOST}.`)
  const list = { name: 'accounts', items: context.landscape.organization }
  const page = pageOf(list, NextToken, size)
  if (page === undefined) throw invalid('You provided an invalid NextToken.')
  const partition = partitionOf(call.caller.region)
  return {
    Accounts: page.items.map((account) => described(account, management.id, partition)),
    ...(page.next === undefined ? {} : { NextToken: page.next }),
  }
}

function described(
  { id, name, status = 'ACTIVE' }: OrganizationAccount,
  management: string,
  partition: string,
): JsonObject {
  const organization = organizationId(management)
  return {
    Id: id,
    Arn: `arn:${partition}:organizations::${management}:account/${organization}/${id}`,
    Email: emailOf(id),
    Name: name,
    Status: status,
    State: status,
    Paths: [`${organization}/${rootId(management)}/${id}/`],
    JoinedMethod: id === management ? 'INVITED' : 'CREATED',
    JoinedTimestamp: JOINED,
  }
}

const invalid = (message: string): ServiceError =>
  new ServiceError('InvalidInputException', message)
