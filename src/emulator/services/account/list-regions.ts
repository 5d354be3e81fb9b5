import type { Json } from '../../../util/index.js'
import { pageOf, pageSize } from '../pages.js'
import type { ServiceHandler } from '../service.js'
import { ServiceError } from '../service-error.js'
import { textOf } from '../text-of.js'

const STATUSES = ['ENABLED', 'ENABLING', 'DISABLING', 'DISABLED', 'ENABLED_BY_DEFAULT']
const MOST = 50

/** The regions of the caller's partition. All accounts have the same ones enabled. */
export const listRegions: ServiceHandler = ({ landscape }, { caller, input }) => {
  const { AccountId, MaxResults, NextToken, RegionOptStatusContains } = input
  if (AccountId !== undefined && !/^\d{12}$/.test(textOf(AccountId))) {
    throw validation('AccountId must be 12 digits')
  }
  const size = pageSize(MaxResults, { most: MOST, standard: MOST })
  if (size === undefined) throw validation(`MaxResults must be between 1 and ${MOST}`)
  const wanted = statuses(RegionOptStatusContains)
  const items = landscape.regions
    .besides(caller.region)
    .filter(({ status }) => wanted === undefined || wanted.includes(status))
    .map(({ name, status }) => ({ RegionName: name, RegionOptStatus: status }))
  const page = pageOf({ name: 'regions', items }, NextToken, size)
  if (page === undefined) throw validation('NextToken is invalid')
  return {
    Regions: page.items,
    ...(page.next === undefined ? {} : { NextToken: page.next }),
  }
}

function statuses(written: Json | undefined): readonly Json[] | undefined {
  if (written === undefined || written === null) return undefined
  const list: readonly Json[] = Array.isArray(written) ? (written as readonly Json[]) : [written]
  const odd = list.find((status) => !STATUSES.includes(textOf(status)))
  if (odd !== undefined) {
    throw validation(`RegionOptStatusContains: '${textOf(odd)}' is none of ${STATUSES.join(', ')}`)
  }
  return list.length === 0 ? undefined : list
}

const validation = (message: string): ServiceError =>
  new ServiceError('ValidationException', message)
