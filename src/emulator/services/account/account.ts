import { restJson } from '../protocols/rest-json.js'
import type { Service } from '../service.js'
import { listRegions } from './list-regions.js'

export const account: Service = {
  name: 'account',
  actions: 'account',
  protocol: restJson({ ListRegions: 'POST /listRegions' }),
  operations: { ListRegions: listRegions },
  throttled: ['TooManyRequestsException', 429],
  alwaysIn: 'all',
}
