import type { JsonObject } from '../../util/index.js'

/** What resources have exported, by their names; whoever keeps it hears of all that comes in. */
export class KnownExports extends Map<string, JsonObject> {
  readonly #heard: (name: string, values: JsonObject) => void

  constructor(heard: (name: string, values: JsonObject) => void) {
    super()
    this.#heard = heard
  }

  override set(name: string, values: JsonObject): this {
    this.#heard(name, values)
    return super.set(name, values)
  }
}
