import { query } from '../protocols/query.js'
import type { Service } from '../service.js'
import { assumeRole } from './assume-role.js'
import { getCallerIdentity } from './get-caller-identity.js'

export const sts: Service = {
  name: 'sts',
  actions: 'sts',
  protocol: query('https://sts.amazonaws.com/doc/2011-06-15/', '2011-06-15'),
  operations: { GetCallerIdentity: getCallerIdentity, AssumeRole: assumeRole },
  throttled: ['Throttling', 400],
  // The endpoint without a region in its name signs for this one.
  alwaysIn: ['us-east-1'],
}
