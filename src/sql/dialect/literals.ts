import type { TextEdit } from '../../util/index.js'
import { radixNumber } from '../check-literals.js'
import type { Token } from '../token.js'

/** `0x1F`, `0o17`, `0b101`, which DuckDB reads as `0` and an alias: the same number in decimal. */
export function literalEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    const next = tokens[index + 1]
    const value = radixNumber(token, next)
    if (value === undefined || next === undefined) return []
    return [{ start: token.start, end: next.end, text: String(value) }]
  })
}
