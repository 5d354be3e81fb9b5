import type { Json, JsonObject, Yaml } from '../../util/index.js'
import { isJsonObject, nearest } from '../../util/index.js'
import type { Definition } from '../stack.js'
import { Includes } from './includes.js'
import type { ManifestSource, StackFiles } from './manifest-source.js'

type Path = readonly (string | number)[]

/** Reads globals and props: one value of several, files filled in. */
export class DefinitionReader {
  readonly #source: ManifestSource
  readonly #env: string
  readonly #includes: Includes

  constructor(source: ManifestSource, env: string, files: StackFiles, yaml: Yaml) {
    this.#source = source
    this.#env = env
    this.#includes = new Includes(files, yaml)
  }

  /** @param what for messages: `prop`, `global`. */
  read(what: string, given: JsonObject, path: Path): Definition {
    const name = typeof given.name === 'string' ? given.name : ''
    const { value: raw, at } = this.#chosen(what, name, given, path)
    const value = raw === undefined ? undefined : this.#include(raw, at)
    const merge = Array.isArray(given.merge) ? (given.merge as readonly Json[]) : []
    const source = this.#source
    return {
      name,
      value,
      merge: merge.filter((one) => typeof one === 'string'),
      sensitive: given.sensitive === true,
      place: source.placeOf([...path, 'name']),
      placeOf: (inside) => source.placeOf([...at, ...inside]),
      isVerbatim: (inside) => source.isVerbatim([...at, ...inside]),
    }
  }

  #chosen(
    what: string,
    name: string,
    given: JsonObject,
    path: Path,
  ): { value: Json | undefined; at: Path } {
    if (given.value !== undefined) return { value: given.value, at: [...path, 'value'] }
    const { values } = given
    if (!isJsonObject(values)) {
      // A global without a value is against the schema already.
      if (given.merge === undefined && what === 'prop') {
        const place = this.#source.placeOf(path)
        this.#source.report(
          `${what} ${name} has no value`,
          place,
          'Give it value, values or merge.',
        )
      }
      return { value: undefined, at: path }
    }
    const chosen = Object.hasOwn(values, this.#env) ? values[this.#env] : undefined
    if (isJsonObject(chosen)) {
      return { value: chosen.value, at: [...path, 'values', this.#env, 'value'] }
    }
    const known = Object.keys(values)
    const near = nearest(this.#env, known, 1)
    this.#source.report(
      `${what} ${name} has no value for the environment ${this.#env}`,
      this.#source.placeOfKey([...path, 'values']),
      near[0] === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near[0]}?`,
    )
    return { value: undefined, at: path }
  }

  #include(value: Json, at: Path): Json {
    return this.#includes.fill(value, (inside, message, hint) => {
      this.#source.report(message, this.#source.placeOf([...at, ...inside]), hint)
    })
  }
}
