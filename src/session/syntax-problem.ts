import type { RelationalEngine } from '../engine/index.js'
import { AppError } from '../errors/index.js'
import { readStatement, toDuckDialect, type Statement } from '../sql/index.js'
import { originalOffset } from '../util/index.js'

/** Where a parser stopped reading a statement. */
export interface SyntaxProblem {
  /** UTF-16 index; the length of the text where it ends too early. */
  readonly offset: number
  readonly message: string
}

/** What keeps a text from being a statement; undefined where nothing does. For editors: no name is looked up. */
export async function syntaxProblem(
  text: string,
  engine: RelationalEngine,
): Promise<SyntaxProblem | undefined> {
  try {
    await parse(readStatement(text), engine)
    return undefined
  } catch (error) {
    if (!AppError.is(error) || error.code !== 'SYNTAX') return undefined
    // A parser that names no place has come to the end: `SELECT` alone.
    return { offset: error.details.position?.offset ?? text.length, message: error.message }
  }
}

async function parse(statement: Statement, engine: RelationalEngine): Promise<void> {
  switch (statement.kind) {
    case 'explain':
      return parse(statement.statement, engine)
    case 'query':
      return parseQuery(statement.source, 0, engine)
    case 'insert':
      return parseQuery(statement.rows.text, statement.rows.offset, engine)
    default:
      return
  }
}

async function parseQuery(sql: string, offset: number, engine: RelationalEngine): Promise<void> {
  const dialect = toDuckDialect(sql)
  try {
    await engine.syntaxTree(dialect.sql)
  } catch (error) {
    if (!AppError.is(error) || error.details.position === undefined) throw error
    const { position } = error.details
    const own = Math.min(originalOffset(dialect.edits, position.offset), sql.length) + offset
    throw new AppError(error.code, error.message, { position: { ...position, offset: own } })
  }
}
