import type { ResourceSchema } from '../catalog/index.js'
import type { JsonObject } from '../util/index.js'

/** A cloud resource as its manifest wants it, with all that is known of its references filled in. */
export interface Wanted {
  /** Its name in the manifest. */
  readonly name: string
  readonly schema: ResourceSchema
  readonly region: string
  /** By property names. */
  readonly desired: JsonObject
  /** Top-level properties whose values come from resources that are yet to be made; not in `desired`. */
  readonly unknown: readonly string[]
  /** Given in the manifest. */
  readonly identifier?: string
}
