import { awsJson } from '../protocols/aws-json.js'
import type { Service } from '../service.js'
import { getResources } from './get-resources.js'

export const tagging: Service = {
  name: 'tagging',
  actions: 'tag',
  protocol: awsJson('ResourceGroupsTaggingAPI_20170126'),
  operations: { GetResources: getResources },
  throttled: ['ThrottledException', 400],
  alwaysIn: [],
}
