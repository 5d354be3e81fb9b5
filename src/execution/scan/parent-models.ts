import type { ParentScan } from '../../plan/index.js'
import { jsonText, type Json, type JsonObject } from '../../util/index.js'

/** The inputs that the resources of a parent type supply to a list handler, each once. */
export class ParentModels {
  readonly #supplies: ParentScan['supplies']
  readonly #models = new Map<string, JsonObject>()

  constructor({ supplies }: ParentScan) {
    this.#supplies = supplies
  }

  add(properties: JsonObject): void {
    const entries = Object.entries(this.#supplies).map(
      ([input, property]): readonly [string, Json] => [input, properties[property] ?? null],
    )
    // A parent without the value has no children that could be asked for.
    if (entries.some(([, value]) => value === null)) return
    const model = Object.fromEntries(entries)
    this.#models.set(jsonText(model), model)
  }

  get all(): readonly JsonObject[] {
    return [...this.#models.values()]
  }
}
