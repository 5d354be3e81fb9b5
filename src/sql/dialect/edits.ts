import type { TextEdit } from '../../util/index.js'
import type { Token } from '../token.js'

/** `text` before the token at `index`. */
export function insertBefore(tokens: readonly Token[], index: number, text: string): TextEdit {
  const at = tokens[index]?.start ?? 0
  return { start: at, end: at, text }
}

/** `text` behind the token at `index`. */
export function insertBehind(tokens: readonly Token[], index: number, text: string): TextEdit {
  const at = tokens[index]?.end ?? 0
  return { start: at, end: at, text }
}

/** `text` in place of the tokens from `first` to `last`; spaces and comments between them stay. */
export function replaceTokens(
  tokens: readonly Token[],
  [first, last]: readonly [number, number],
  text: string,
): TextEdit[] {
  return tokens
    .slice(first, last + 1)
    .map(({ start, end }, index) => ({ start, end, text: index === 0 ? text : '' }))
}
