import type { ServiceCall, ServiceContext } from '../service.js'
import { ServiceError } from '../service-error.js'
import type { OrganizationAccount } from './organization.js'

/** The management account of the caller's organization. @throws ServiceError where the caller is in none. */
export function managementOf(
  { landscape }: ServiceContext,
  { caller }: ServiceCall,
): OrganizationAccount {
  const [management] = landscape.organization
  if (management === undefined || !landscape.organization.some(({ id }) => id === caller.account)) {
    throw new ServiceError(
      'AWSOrganizationsNotInUseException',
      'Your account is not a member of an organization.',
    )
  }
  return management
}

/** The same, for what members may not ask. @throws ServiceError AccessDeniedException */
export function requireManagement(context: ServiceContext, call: ServiceCall): OrganizationAccount {
  const management = managementOf(context, call)
  if (management.id === call.caller.account) return management
  throw new ServiceError(
    'AccessDeniedException',
    "You don't have permissions to access this resource.",
  )
}
