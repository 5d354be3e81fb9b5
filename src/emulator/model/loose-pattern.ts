import { linearPattern } from '../../util/index.js'

/** A pattern as ajv and others take regular expressions. */
export interface LoosePattern {
  test(text: string): boolean
  toString(): string
}

/** A pattern of the registry. It takes what is no pattern, or cannot be judged in linear time: a service would know. */
export function loosePattern(pattern: string): LoosePattern {
  const compiled = linearPattern(pattern, { otherwise: true })
  return {
    test: (text) => compiled?.test(text) !== false,
    // ajv tells patterns apart by their texts.
    toString: () => `/${pattern}/u`,
  }
}
