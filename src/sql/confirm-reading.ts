import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import { characterName } from './character-name.js'
import { scanText, wideSpaces } from './lexer.js'
import type { MutationStatement } from './statement.js'
import { stringBodies } from './string-bodies.js'

/**
 * Has the second reader confirm a write; it is loaded when the first write comes. See parse.ts.
 * @throws AppError READERS_DISAGREE, UNSUPPORTED_STATEMENT
 */
export async function confirmReading(statement: MutationStatement): Promise<void> {
  const { source } = statement
  const at = doubtfulCharacter(source)
  if (at !== undefined) {
    throw new AppError(
      'READERS_DISAGREE',
      `this write holds a character that some readers take for a space or a line's end, and others do not: ${characterName(source, at)}`,
      {
        position: positionAt(source, at),
        source,
        hint: 'type a plain space in its place; inside quotes any character is fine',
      },
    )
  }
  if (hasSpaceBesideQuotedComment(source)) {
    throw new AppError(
      'READERS_DISAGREE',
      'this write has a quote in a comment and an unusual space in a text',
      {
        hint: 'DuckDB would change that space: take the quote out of the comment',
      },
    )
  }
  const reader = await import('./parse.js')
  reader.confirmReading(statement)
}

/** Not ASCII, and no letter, mark or digit either: to DuckDB a space or a letter, to others something else. */
const DOUBTFUL = /[^\x00-\x7f\p{L}\p{M}\p{N}]/u
/** What ends a line to some readers, and with it a comment. */
const DOUBTFUL_IN_COMMENT = /[\v\f\x85\u2028\u2029]/

/**
 * The offset of the first character outside texts and quoted names that two readers could differ about, or
 * `undefined`. Comments may hold any letters and symbols.
 */
function doubtfulCharacter(source: string): number | undefined {
  for (const { kind, text, start } of scanText(source)) {
    const found =
      kind === 'quoted'
        ? -1
        : kind === 'string'
          ? betweenParts(text).search(DOUBTFUL)
          : text.search(kind === 'comment' ? DOUBTFUL_IN_COMMENT : DOUBTFUL)
    if (found >= 0) return start + found
  }
  return undefined
}

/** A string that goes on in later lines, with its parts blanked; a comment may stand between them. */
function betweenParts(text: string): string {
  if (text.startsWith('$')) return ''
  return stringBodies(text).reduce(
    (rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end),
    text,
  )
}

/** A quote in a comment makes DuckDB mistake which side of quotes it is on when it replaces unusual spaces. */
function hasSpaceBesideQuotedComment(source: string): boolean {
  if (wideSpaces(source).length === 0) return false
  return scanText(source).some(({ kind, text }) => kind === 'comment' && /['"$]/.test(text))
}
