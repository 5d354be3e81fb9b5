import { AppError } from '../../errors/index.js'
import type { SyntaxProblem } from '../../session/index.js'
import { splitStatements, tokenize } from '../../sql/index.js'

/** Asks a parser what keeps a text from being a statement. */
export type Parser = (text: string) => Promise<SyntaxProblem | undefined>

/** The stretch of a text at which its parser stopped. */
export interface Problem {
  readonly from: number
  readonly to: number
  readonly message: string
}

/** Longer texts are checked when they run. */
const LONGEST = 50_000

/** Where a parser stops in a text of statements; undefined where it reads all of it, and for commands. */
export async function problemIn(text: string, parser: Parser): Promise<Problem | undefined> {
  if (text.length > LONGEST || text.trim() === '' || text.trimStart().startsWith('\\'))
    return undefined
  try {
    for (const { text: sql, offset } of splitStatements(text)) {
      const problem = await parser(sql)
      if (problem !== undefined) return at(text, offset + problem.offset, problem.message)
    }
    return undefined
  } catch (error) {
    if (!AppError.is(error)) throw error
    const { position } = error.details
    return position === undefined ? undefined : at(text, position.offset, error.message)
  }
}

/** The word or sign that begins there; what never ends goes to the end. */
function at(text: string, from: number, message: string): Problem {
  return { from, to: Math.max(from, endOf(text, from)), message }
}

function endOf(text: string, from: number): number {
  try {
    const token = tokenize(text).find(({ start, end }) => start <= from && from < end)
    return token?.end ?? Math.min(text.length, from + 1)
  } catch (error) {
    if (AppError.is(error)) return text.length
    throw error
  }
}
