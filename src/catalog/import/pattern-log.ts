import { translatePattern } from './pattern.js'
import { mayBacktrackForever } from './redos.js'

// Schemas repeat their patterns: 2,300 different ones stand in 6,600 places.
const known = new Map<string, string | undefined>()

function safePattern(source: string): string | undefined {
  if (known.has(source)) return known.get(source)
  const pattern = translatePattern(source)
  const safe = pattern === undefined || mayBacktrackForever(pattern) ? undefined : pattern
  known.set(source, safe)
  return safe
}

/** Translates the patterns of one schema and remembers those that have no safe JavaScript form. */
export class PatternLog {
  readonly #unusable: Record<string, string> = {}

  /** The pattern to keep, or `undefined` where it is left out; `pointer` says where it stood. */
  translate(source: string, pointer: string): string | undefined {
    const pattern = safePattern(source)
    if (pattern === undefined) this.#unusable[pointer] = source
    return pattern
  }

  /** Pointer to original text; `undefined` where every pattern was usable. */
  get unusable(): Readonly<Record<string, string>> | undefined {
    return Object.keys(this.#unusable).length === 0 ? undefined : this.#unusable
  }
}
