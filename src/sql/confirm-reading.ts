import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import { unusualSpace } from './lexer.js'
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
  const reader = await import('./parse.js')
  reader.confirmReading(statement)
}
