import type { ResourceSchema } from '../../../catalog/index.js'

export type ProvisioningType = 'FULLY_MUTABLE' | 'IMMUTABLE' | 'NON_PROVISIONABLE'

/** What the handlers of a type allow, in the registry's words. */
export function provisioningType({ handlers }: ResourceSchema): ProvisioningType {
  if (!handlers.create || !handlers.read || !handlers.delete) return 'NON_PROVISIONABLE'
  return handlers.update === undefined ? 'IMMUTABLE' : 'FULLY_MUTABLE'
}
