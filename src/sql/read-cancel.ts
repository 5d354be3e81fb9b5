import type { CancelStatement } from './statement.js'
import type { TokenCursor } from './token-cursor.js'

/** `CANCEL REQUEST 'token' [IN 'region']` */
export function readCancel(cursor: TokenCursor): CancelStatement {
  cursor.expectWord('CANCEL')
  cursor.expectWord('REQUEST')
  const requestToken = takeText(cursor, "a request token in quotes, as 'b1f2…'")
  const region = cursor.acceptWord('IN') ? takeText(cursor, "a region, as 'us-east-1'") : undefined
  cursor.expectEnd()
  return {
    kind: 'cancel',
    source: cursor.source,
    requestToken,
    ...(region === undefined ? {} : { region }),
  }
}

function takeText(cursor: TokenCursor, expected: string): string {
  const token = cursor.peek()
  const isPlain = token?.kind === 'string' && token.text.startsWith("'") && token.text.length > 2
  if (!isPlain) throw cursor.unexpected(expected)
  return cursor.take(expected).text.slice(1, -1).replaceAll("''", "'")
}
