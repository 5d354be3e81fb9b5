import type { RE2JS } from 're2js'
import { loadRe2 } from './load-re2.js'

/** What tells whether a text matches a pattern. */
export interface LinearPattern {
  test(text: string): boolean
  /** The pattern as it was given. */
  readonly source: string
}

export interface PatternOptions {
  /** `i`, `m` and `s`, as regular expressions have them. */
  readonly flags?: string
  /** What is said of a text that cannot be judged in linear time. */
  readonly otherwise: boolean
}

/** Longest text, in characters, that the backtracking engine is given. */
const SHORT = 32
/** As `SHORT`, of a pattern that looks around, which no other engine can do. */
const SHORT_AROUND = 128
/** The most copies that RE2 makes of a repeated part. */
const MOST_COPIES = 1000

/**
 * A pattern of a schema, a service's model, a document or a user: whoever writes the text that it is held against decides
 * how long a backtracking engine tries, so that all but short texts go to RE2, in time that grows with the text alone.
 * What RE2 cannot do is decided by `otherwise`: a longer text for a pattern that looks around or back. Counts above 1,000
 * have no upper end there. `undefined` for what is no pattern at all.
 */
export function linearPattern(source: string, options: PatternOptions): LinearPattern | undefined {
  const { flags = '', otherwise } = options
  const native = nativePattern(source, flags)
  if (native === undefined) return undefined
  const shortest = /\)[*+{]/.test(source) ? 0 : SHORT
  let linear: RE2JS | undefined | 'untried' = 'untried'
  return {
    source,
    test: (text) => {
      if (text.length <= shortest) return native.test(text)
      if (linear === 'untried') linear = linearForm(source, flags)
      if (linear !== undefined) return linear.matcher(text).find()
      return text.length <= SHORT_AROUND ? native.test(text) : otherwise
    },
  }
}

/** Unicode-aware where it can be: the registry's patterns are written for Java. */
function nativePattern(source: string, flags: string): RegExp | undefined {
  for (const unicode of ['u', '']) {
    try {
      return new RegExp(source, flags + unicode)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return undefined
}

/**
 * The pattern on RE2; `undefined` where RE2 cannot do it.
 * @param exact whether counts above 1,000, which RE2 does not know, are no reason to take more than the pattern does
 */
export function linearForm(source: string, flags = '', exact = false): RE2JS | undefined {
  const { RE2JS: engine } = loadRe2()
  const given =
    (flags.includes('i') ? engine.CASE_INSENSITIVE : 0) |
    (flags.includes('m') ? engine.MULTILINE : 0) |
    (flags.includes('s') ? engine.DOTALL : 0)
  const whole = withMeaning(engine.translateRegExp(source), flags.includes('s'))
  const wider = exact ? [] : [withoutCounts(whole, MOST_COPIES), withoutCounts(whole, 1)]
  for (const form of [whole, ...wider]) {
    try {
      return engine.compile(form, given)
    } catch (error) {
      if (!(error instanceof Error) || !error.name.startsWith('RE2JS')) throw error
    }
  }
  return undefined
}

const ATOM = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|[^]/gu

/** What a dot and a space are in JavaScript. */
function withMeaning(source: string, dotAll: boolean): string {
  return source.replace(ATOM, (atom) => {
    if (atom === '.' && !dotAll) return String.raw`[^\n\r\x{2028}\x{2029}]`
    if (atom === String.raw`\s`) return `[${SPACES}]`
    if (atom === String.raw`\S`) return `[^${SPACES}]`
    if (!atom.startsWith('[')) return atom
    return atom.replace(/\\[^]/gu, (inner) =>
      inner === String.raw`\s` ? SPACES : inner === String.raw`\S` ? NO_SPACES : inner,
    )
  })
}

const SPACES = String.raw`\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`

/** All other characters. */
const NO_SPACES = String.raw`\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}`

/** The pattern with every count above a limit open at its upper end: it takes more, and nothing less. */
function withoutCounts(pattern: string, most: number): string {
  return pattern.replace(ATOM_OR_COUNT, (whole, low?: string, high?: string) => {
    if (low === undefined) return whole
    const least = Math.min(Number(low), most)
    const isOpen = Number(low) > most || (high !== undefined && high !== '' && Number(high) > most)
    if (!isOpen) return whole
    return least === 0 ? '*' : least === 1 ? '+' : `{${String(least)},}`
  })
}

const ATOM_OR_COUNT = /\\[^]|\[(?:\\[^]|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}/gu
