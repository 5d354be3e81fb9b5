import { AppError } from '../../errors/index.js'
import { isSymbol, splitStatements, tokenize } from '../../sql/index.js'
import { findCommand } from '../commands/find-command.js'
import type { Parser } from './problem-in.js'

/** True where Enter runs a text: a command, a closed statement, or one that a parser finds no end missing of. */
export async function isComplete(text: string, parser: Parser): Promise<boolean> {
  try {
    if (findCommand(text) !== undefined) return true
    if (/;\s*$/.test(text) && tokenize(text).length > 0) return true
    const last = splitStatements(text).at(-1)
    if (last === undefined) return false
    // DuckDB takes a comma at the end of a list; who writes one goes on.
    if (isSymbol(tokenize(last.text).at(-1), ',')) return false
    const problem = await parser(last.text)
    return problem === undefined || problem.offset < last.text.trimEnd().length
  } catch (error) {
    // A string or comment that never ends; what else is wrong is told when it runs.
    return !(AppError.is(error) && error.code === 'SYNTAX')
  }
}
