import { translatePattern } from './pattern.js'
import { mayBacktrackForever } from './redos.js'

/** Translates the patterns of one schema and remembers those that have no safe JavaScript form. */
export class PatternLog {
  readonly #unusable: Record<string, string> = {}

  /** The pattern to keep, or `undefined` where it is left out; `pointer` says where it stood. */
  translate(source: string, pointer: string): string | undefined {
    const pattern = translatePattern(source)
    if (pattern !== undefined && !mayBacktrackForever(pattern)) return pattern
    this.#unusable[pointer] = source
    return undefined
  }

  /** Pointer to original text; `undefined` where every pattern was usable. */
  get unusable(): Readonly<Record<string, string>> | undefined {
    return Object.keys(this.#unusable).length === 0 ? undefined : this.#unusable
  }
}
