import type { JsonObject } from '../../util/index.js'

/** What a resource is rendered with, beside its stack. */
export interface ResourceContext {
  /** Variables that resources done so far have exported, by resource name. */
  readonly exports: ReadonlyMap<string, JsonObject>
  /**
   * Resources whose exports are not known yet, while planning: placeholders that need them stay as they are
   * written, and `RenderedResource.unknown` lists where.
   */
  readonly pending?: ReadonlySet<string>
  /** Resources that export nothing in this run, and why: `network is skipped, …`. */
  readonly absent?: ReadonlyMap<string, string>
  /** `this.`: columns that `exists` brought, `return_vals`, own exports. */
  readonly self?: JsonObject
  /** `callback.`: the first row that a statement returned, by resource name (the own one too). */
  readonly callbacks?: ReadonlyMap<string, JsonObject>
  /** Parts of the recorded identifier by property name; they fill `<DomainName>` in anchors. */
  readonly identifier?: JsonObject
  /** One value for a resource and a run. */
  readonly idempotencyToken?: string
  /** Makes the values of `uuid()`. */
  readonly uuid?: () => string
  /** The session's region, where the stack has none. */
  readonly region?: string
}
