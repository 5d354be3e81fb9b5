import type { Regions } from './account/regions.js'
import type { OrganizationAccount } from './organizations/organization.js'

/** What the options say about the estate around the resources. */
export interface Landscape {
  readonly regions: Regions
  /** The first is the management account. */
  readonly organization: readonly OrganizationAccount[]
}
