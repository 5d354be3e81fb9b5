import { awsJson } from '../protocols/aws-json.js'
import type { Service } from '../service.js'
import { describeOrganization } from './describe-organization.js'
import { listAccounts } from './list-accounts.js'

export const organizations: Service = {
  name: 'organizations',
  actions: 'organizations',
  protocol: awsJson('AWSOrganizationsV20161128'),
  operations: { ListAccounts: listAccounts, DescribeOrganization: describeOrganization },
  throttled: ['TooManyRequestsException', 400],
  alwaysIn: 'all',
}
