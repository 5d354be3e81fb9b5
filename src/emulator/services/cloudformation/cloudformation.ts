import { query } from '../protocols/query.js'
import type { Service } from '../service.js'
import { describeType } from './describe-type.js'
import { listTypes } from './list-types.js'

export const cloudformation: Service = {
  name: 'cloudformation',
  actions: 'cloudformation',
  protocol: query('http://cloudformation.amazonaws.com/doc/2010-05-15/', '2010-05-15'),
  operations: { ListTypes: listTypes, DescribeType: describeType },
  throttled: ['Throttling', 400],
  alwaysIn: [],
}
