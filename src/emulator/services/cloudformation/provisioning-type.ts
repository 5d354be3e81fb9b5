import type { ResourceSchema } from '../../../catalog/index.js'

export type ProvisioningType = 'FULLY_MUTABLE' | 'IMMUTABLE' | 'NON_PROVISIONABLE'

/** What the handlers of a type allow, in the registry's words; like the catalogue, by its create handler. */
export function provisioningType({ handlers }: ResourceSchema): ProvisioningType {
  if (handlers.create === undefined) return 'NON_PROVISIONABLE'
  return handlers.update === undefined ? 'IMMUTABLE' : 'FULLY_MUTABLE'
}
