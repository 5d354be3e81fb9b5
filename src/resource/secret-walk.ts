import { isJsonObject, MASK, type Json, type JsonObject } from '../util/index.js'
import { isWithin, valuesAt } from './pointer.js'
import { replaceRanges, secretData, type TextRange } from './secret-looks.js'
import { isCredentialName, isSecretName } from './secret-names.js'

/** How what must not be shown is replaced: a whole value, parts of a text, a text of JSON with secrets in it. */
export interface Replacing {
  readonly whole: (value: Json) => Json
  readonly part: (text: string, ranges: readonly TextRange[]) => Json
  readonly json: (text: string, shown: Json) => Json
}

export const MASKING: Replacing = {
  whole: () => MASK,
  part: (text, ranges) =>
    replaceRanges(text, ranges, (part) => (part.startsWith('?') ? '?...' : MASK)),
  json: (_, shown) => JSON.stringify(shown),
}

/** Replaces nothing that anybody looks at: it collects what is hidden. */
export function collecting(found: string[]): Replacing {
  return {
    whole: (value) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value)
      // The name of a variable is no secret: what is wrong with it has to be told.
      if (!/^\$\{\w+\}$/.test(text)) found.push(text)
      return MASK
    },
    part: (text, ranges) => {
      found.push(...ranges.map(({ start, end }) => text.slice(start, end)))
      return MASK
    },
    json: () => MASK,
  }
}

/** Replaces what must not be shown, and leaves the value itself where there is nothing. */
export class SecretWalk {
  readonly #hidden: readonly (readonly string[])[]
  readonly #replacing: Replacing
  readonly #model: JsonObject | undefined
  readonly #identity: JsonObject | undefined
  readonly #isSecret: (name: string) => boolean

  /**
   * @param hidden paths of what is not shown whatever it is called.
   * @param about `model`: what `at` gets parts of; `identity`: what is known of it where no more is; `isSecret`: names of secrets beside those that read like it.
   */
  constructor(
    hidden: readonly (readonly string[])[],
    replacing: Replacing,
    about: {
      readonly model?: JsonObject | undefined
      readonly identity?: JsonObject | undefined
      readonly isSecret?: (name: string) => boolean
    } = {},
  ) {
    this.#hidden = hidden
    this.#replacing = replacing
    this.#model = about.model
    this.#identity = about.model ?? about.identity
    this.#isSecret = about.isSecret ?? isSecretName
  }

  /** As `of`, of a value without what stands around it. */
  at(value: Json, path: readonly string[]): Json {
    return this.#isHiddenValue(path) ? this.#all(value) : this.of(value, path)
  }

  of(value: Json, path: readonly string[]): Json {
    if (value === null) return null
    const isHidden = this.#hidden.some((one) => isWithin(path, one))
    if (isHidden || path.some((step) => this.#hidesAll(step))) return this.#all(value)
    if (Array.isArray(value)) {
      const items = value as readonly Json[]
      return sameItems(items, (item, index) => this.of(item, [...path, String(index)]))
    }
    if (isJsonObject(value)) {
      const isSecretPair = holdsSecretPair(value, this.#isSecret)
      return sameMembers(value, (inner, key) =>
        isSecretPair && isPairValue(key) ? this.#all(inner) : this.of(inner, [...path, key]),
      )
    }
    const name = path.findLast((step) => !/^\d+$/.test(step)) ?? ''
    if (typeof value === 'boolean') return value
    if (this.#isSecret(name)) return this.#replacing.whole(value)
    return typeof value === 'string' ? this.#text(value, name) : value
  }

  /** What reads like a secret hides all below; a weak name (`auth`) may be that of settings. */
  #hidesAll(name: string): boolean {
    return isCredentialName(name) || (this.#isSecret(name) && !isSecretName(name))
  }

  #all(value: Json): Json {
    if (value === null) return null
    if (Array.isArray(value)) return sameItems(value as readonly Json[], (item) => this.#all(item))
    if (isJsonObject(value)) return sameMembers(value, (inner) => this.#all(inner))
    return this.#replacing.whole(value)
  }

  #text(text: string, name: string): Json {
    const inner = jsonIn(text)
    if (inner !== undefined) {
      const shown = this.of(inner, [name])
      if (shown === inner) return text
      return this.#replacing.json(text, shown)
    }
    const ranges = secretData(text, name)
    return ranges.length === 0 ? text : this.#replacing.part(text, ranges)
  }

  /** Whether a path leads to the value of a pair whose name is a secret's, or is not known. */
  #isHiddenValue(path: readonly string[]): boolean {
    const key = path.at(-1) ?? ''
    if (!isPairValue(key)) return false
    // A resource may be such a pair itself: a parameter with its name and its value.
    if (path.length < 2)
      return this.#identity !== undefined && holdsSecretPair(this.#identity, this.#isSecret)
    if (this.#model === undefined) return PAIR_LIST.test(path.at(-3) ?? '')
    const [pair] = valuesAt(this.#model, path.slice(0, -1))
    return pair !== undefined && isJsonObject(pair) && holdsSecretPair(pair, this.#isSecret)
  }
}

/** Lists of names and values that may be secrets; tags are not. */
const PAIR_LIST = /env|variable|parameter|secret|header|credential|option/i

/** The name and the value of a pair of them: `{"Key": …, "Value": …}`, `{"ParameterName": …, "ParameterValue": …}`. */
function holdsSecretPair(value: JsonObject, isSecret: (name: string) => boolean): boolean {
  return Object.entries(value).some(([key, inner]) => {
    if (key === 'IsValueSecret') return inner === true
    if (typeof inner !== 'string') return false
    // An operation of a patch says by a pointer what its value is for.
    if (/^path$/i.test(key)) return inner.split(/[/.]/).some(isSecret)
    return PAIR_KEY.test(key) && isSecret(inner)
  })
}

const PAIR_KEY = /(?:key|name|variable|option)$/i
const PAIR_VALUE = /(?:value|values|merge)$/i

const isPairValue = (key: string): boolean => PAIR_VALUE.test(key)

function jsonIn(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  try {
    return JSON.parse(text) as Json
  } catch {
    // It only begins like JSON.
    return undefined
  }
}

function sameItems(
  items: readonly Json[],
  change: (item: Json, index: number) => Json,
): readonly Json[] {
  const changed = items.map(change)
  return changed.every((item, index) => item === items[index]) ? items : changed
}

function sameMembers(value: JsonObject, change: (inner: Json, key: string) => Json): JsonObject {
  const entries = Object.entries(value).map(([key, inner]) => [key, change(inner, key)] as const)
  return entries.every(([key, inner]) => inner === value[key]) ? value : Object.fromEntries(entries)
}
