import randexp from 'randexp'
import type { SeededRandom } from './seeded-random.js'

// The package is CommonJS and its one export is the class: what `default` means depends on who loads it.
const RandExp = ((randexp as { default?: unknown }).default ?? randexp) as typeof randexp.default

const ATTEMPTS = 25
/** Texts of unbounded repetition stay readable. */
const LONGEST_REPEAT = 12

/** A text that `fits`, made from a pattern; undefined where the pattern cannot be worked backwards. */
export function textFromPattern(
  pattern: string,
  random: SeededRandom,
  fits: (text: string) => boolean,
): string | undefined {
  try {
    const maker = new RandExp(pattern)
    maker.max = LONGEST_REPEAT
    maker.randInt = (low, high) => random.between(low, high)
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const text = maker.gen()
      if (fits(text)) return text
    }
  } catch {
    // Lookbehind and Unicode classes are beyond it; the caller falls back to a plain text.
  }
  return undefined
}
