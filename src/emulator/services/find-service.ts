import { appflow } from './appflow/appflow.js'
import { profile } from './profile/profile.js'
import { account } from './account/account.js'
import { cloudformation } from './cloudformation/cloudformation.js'
import { organizations } from './organizations/organizations.js'
import type { Protocol, WireRequest } from './protocols/protocol.js'
import { awsJson } from './protocols/aws-json.js'
import { query } from './protocols/query.js'
import type { Service } from './service.js'
import { sts } from './sts/sts.js'
import { tagging } from './tagging/tagging.js'

const SERVICES: readonly Service[] = [
  sts,
  account,
  organizations,
  tagging,
  cloudformation,
  profile,
  appflow,
]

export const SERVICE_NAMES = SERVICES.map(({ name }) => name)

/** The service that a signature is for, or, unsigned, the one whose protocol the request speaks. */
export function findService(request: WireRequest): Service | undefined {
  const scope = scopeService(request.headers.authorization)
  return SERVICES.find(({ name, protocol }) =>
    scope === undefined ? protocol.speaks(request) : name === scope,
  )
}

/** `sts` of `Credential=AKID/20260101/us-east-1/sts/aws4_request`. */
export const scopeService = (authorization: string | undefined): string | undefined =>
  /Credential=[^/,\s]+\/\d{8}\/[^/]+\/([\w-]+)\//.exec(authorization ?? '')?.[1]

/** How to say no to a call of a service that is not here, so that its client understands. */
export function protocolOfStrangers({ headers }: WireRequest): Protocol {
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return isForm === true ? query('http://localhost/', 'none') : awsJson('')
}
