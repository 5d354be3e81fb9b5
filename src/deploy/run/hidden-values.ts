import {
  renderGlobals,
  type RenderedResource,
  type Stack,
  type StackResource,
} from '../../manifest/index.js'
import type { Json, JsonObject, KnownSecrets } from '../../util/index.js'

/** Takes what a manifest calls sensitive or protected out of all that is shown of a run. */
export class HiddenValues {
  readonly #places: readonly KnownSecrets[]

  /** @param places that cut what they know of from what is shown */
  constructor(places: readonly KnownSecrets[]) {
    this.#places = places
  }

  /** Values of globals, some of which may be others for each resource. */
  ofGlobals(stack: Stack, resource: string): void {
    if (!stack.globals.some(({ sensitive }) => sensitive)) return
    const { values } = renderGlobals(stack, { resource })
    for (const { name, sensitive } of stack.globals) if (sensitive) this.#hide(values[name])
  }

  ofProps(rendered: RenderedResource): RenderedResource {
    for (const { name, sensitive } of rendered.resource.props) {
      if (sensitive) this.#hide(rendered.props[name])
    }
    return rendered
  }

  ofExports(resource: StackResource | undefined, values: JsonObject): void {
    for (const variable of resource?.protectedExports ?? []) {
      const value = values[variable]
      // Where nothing is known yet a variable stands for itself.
      if (value !== variable) this.#hide(value)
    }
  }

  #hide(value: Json | undefined): void {
    if (value === undefined || value === null) return
    const texts = textsIn(value)
    for (const place of this.#places) place.add(...texts)
  }
}

/** The texts and numbers in a value; of an ARN what is not in every other. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value.replace(/^arn:(?:[^:]*:){4}/, '')]
  if (typeof value === 'number') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}
