import { AppError } from '../errors/index.js'
import { doubleOf, positionAt } from '../util/index.js'
import type { ExecArgument, ExecStatement } from './statement.js'
import type { TokenCursor } from './token-cursor.js'
import { plainText } from './string-bodies.js'
import { isSymbol, isWord, type Token } from './token.js'

/** `EXEC p.s.t.method @a = 'x', @b = 1, @@json = '{…}'` */
export function readExec(cursor: TokenCursor): ExecStatement {
  if (!cursor.acceptWord('EXEC')) cursor.expectWord('EXECUTE')
  const method = cursor.takeQualifiedName('a method: provider.service.table.method')
  const all: ExecArgument[] = []
  if (!cursor.done) {
    do all.push(readArgument(cursor))
    while (cursor.acceptSymbol(','))
  }
  cursor.expectEnd()
  return { kind: 'exec', source: cursor.source, method, arguments: all }
}

function readArgument(cursor: TokenCursor): ExecArgument {
  const offset = cursor.peek()?.start ?? cursor.source.length
  const isBody = cursor.acceptSymbol('@@')
  if (!isBody) cursor.expectSymbol('@')
  const { name } = cursor.takeIdentifier('the name of an argument')
  cursor.expectSymbol('=')
  return { name, isBody, offset, value: readValue(cursor) }
}

/** Arguments are literals: what EXEC does must be plain to see. */
function readValue(cursor: TokenCursor): ExecArgument['value'] {
  if (cursor.acceptWord('NULL')) return null
  if (cursor.acceptWord('TRUE')) return true
  if (cursor.acceptWord('FALSE')) return false
  const negative = cursor.acceptSymbol('-')
  const token = cursor.peek()
  if (token?.kind === 'number') {
    const value = doubleOf(token.text)
    if (value === undefined) throw inexact(cursor, token)
    cursor.take('a number')
    return negative ? -value : value
  }
  const text = token?.kind === 'string' ? plainText(token.text) : undefined
  if (!negative && text !== undefined) {
    cursor.take('a text')
    return text
  }
  // StackQL's casts of a literal: every text here is taken for what the argument needs.
  if (isWord(token, 'STRING') || isWord(token, 'JSON')) {
    if (isSymbol(cursor.peek(1), '(')) {
      cursor.take('string')
      cursor.expectSymbol('(')
      const value = readValue(cursor)
      cursor.expectSymbol(')')
      return value
    }
  }
  throw cursor.unexpected('a text, a number, TRUE, FALSE or NULL')
}

function inexact(cursor: TokenCursor, { text, start }: Token): AppError {
  return new AppError('VALUE_TYPE', `the number ${text} would lose digits`, {
    position: positionAt(cursor.source, start),
    source: cursor.source,
    hint: `as a text it is exact: '${text}'`,
  })
}
