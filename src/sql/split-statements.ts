import type { Slice } from './slice.js'
import { slice } from './slice.js'
import { tokenize } from './lexer.js'
import { isSymbol } from './token.js'

/**
 * Cuts a script at its semicolons, strings and comments respected. Empty statements vanish; comments stay
 * with the statement they precede.
 * @throws AppError SYNTAX where a string or comment never ends.
 */
export function splitStatements(script: string): Slice[] {
  const statements: Slice[] = []
  let first: number | undefined
  let last = 0
  for (const token of tokenize(script)) {
    if (isSymbol(token, ';')) {
      if (first !== undefined) statements.push(slice(script, first, last))
      first = undefined
      continue
    }
    first ??= token.start
    last = token.end
  }
  if (first !== undefined) statements.push(slice(script, first, last))
  return statements
}
