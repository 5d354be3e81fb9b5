import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import { tokenize, unusualSpace } from './lexer.js'
import type { MutationStatement } from './statement.js'

/**
 * Has the second reader confirm a write; it is loaded when the first write comes. See parse.ts.
 * @throws AppError READERS_DISAGREE, UNSUPPORTED_STATEMENT
 */
export async function confirmReading(statement: MutationStatement): Promise<void> {
  const { source } = statement
  const unusual = unusualSpace(source)
  if (unusual !== undefined) {
    const code = source.codePointAt(unusual)?.toString(16).toUpperCase().padStart(4, '0') ?? ''
    throw new AppError(
      'READERS_DISAGREE',
      `this write holds a space that is none to every reader (U+${code})`,
      {
        position: positionAt(source, unusual),
        source,
        hint: 'type a plain space in its place; inside quotes any space is fine',
      },
    )
  }
  if (UNUSUAL_SPACE.test(source) && /['"]/.test(betweenTokens(source))) {
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

/** Spaces that DuckDB replaces outside strings; a quote in a comment makes it mistake which side it is on. */
const UNUSUAL_SPACE = /[\u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u3000\ufeff]/

/** Comments and spaces. */
function betweenTokens(source: string): string {
  let gaps = ''
  let end = 0
  for (const token of tokenize(source)) {
    gaps += source.slice(end, token.start)
    end = token.end
  }
  return gaps + source.slice(end)
}
