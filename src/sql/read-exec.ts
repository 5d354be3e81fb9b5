import type { ExecArgument, ExecStatement } from './statement.js'
import type { TokenCursor } from './token-cursor.js'
import { isSymbol, isWord } from './token.js'

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
  if (token?.kind === 'number' && Number.isFinite(Number(token.text))) {
    cursor.take('a number')
    return negative ? -Number(token.text) : Number(token.text)
  }
  if (!negative && token?.kind === 'string' && token.text.startsWith("'")) {
    cursor.take('a text')
    return token.text.slice(1, -1).replaceAll("''", "'")
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
