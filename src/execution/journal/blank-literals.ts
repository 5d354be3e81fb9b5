import { AppError } from '../../errors/index.js'
import { tokenize } from '../../sql/index.js'

/** Longest statement text that a journal keeps, in characters. */
const LONGEST = 2_000

/**
 * A statement without its literals and comments, for a journal: any of them may be a secret, and which ones
 * are cannot always be told from the text.
 */
export function blankLiterals(sql: string): string {
  let text = ''
  let end = 0
  try {
    for (const token of tokenize(sql)) {
      if (token.start > end) text += ' '
      end = token.end
      text += token.kind === 'string' ? "'…'" : token.kind === 'number' ? '0' : token.text
      if (text.length > LONGEST) return `${text.slice(0, LONGEST)}…`
    }
  } catch (error) {
    // A text that has no end cannot be told from its literals.
    if (!AppError.is(error)) throw error
    return '…'
  }
  return text
}
