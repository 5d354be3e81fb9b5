import type {
  DescribeMethodStatement,
  DescribeStatement,
  ReportStatement,
  SetStatement,
  ShowStatement,
  TransactionStatement,
  UseStatement,
} from './statement.js'
import { plainText } from './string-bodies.js'
import type { TokenCursor } from './token-cursor.js'
import { identifierOf, isIdentifier, isSymbol, isWord } from './token.js'

/** `SHOW PROVIDERS | SERVICES IN p | RESOURCES IN p.s | METHODS IN p.s.t | INSERT INTO t  [LIKE '…']`, `SHOW COVERAGE | LIMITS | VIEWS | CONNECTIONS [LIKE '…']`, `SHOW CHANGES` */
export function readShow(cursor: TokenCursor): ShowStatement | ReportStatement {
  cursor.expectWord('SHOW')
  for (const what of ['coverage', 'limits', 'views', 'connections'] as const) {
    if (!cursor.acceptWord(what.toUpperCase())) continue
    return { kind: 'report', source: cursor.source, what, ...readLike(cursor) }
  }
  if (cursor.acceptWord('CHANGES')) {
    cursor.expectEnd()
    return { kind: 'report', source: cursor.source, what: 'changes' }
  }
  const base = { kind: 'show', source: cursor.source } as const
  if (cursor.acceptWord('PROVIDERS')) return { ...base, what: 'providers', ...readLike(cursor) }
  if (cursor.acceptWord('INSERT')) {
    cursor.expectWord('INTO')
    return {
      ...base,
      what: 'insert',
      name: cursor.takeQualifiedName('a table'),
      ...readLike(cursor),
    }
  }
  for (const [word, what] of SHOWN) {
    if (!cursor.acceptWord(word)) continue
    if (!cursor.acceptWord('FROM')) cursor.expectWord('IN')
    return { ...base, what, name: cursor.takeQualifiedName('a name'), ...readLike(cursor) }
  }
  throw cursor.unexpected(
    'PROVIDERS, SERVICES, RESOURCES, METHODS, INSERT INTO, VIEWS, COVERAGE, LIMITS, CONNECTIONS or CHANGES',
  )
}

const SHOWN = [
  ['SERVICES', 'services'],
  ['RESOURCES', 'resources'],
  ['TABLES', 'resources'],
  ['METHODS', 'methods'],
] as const

/** `DESCRIBE [EXTENDED] p.s.t`, `DESCRIBE METHOD [EXTENDED] p.s.t.method` */
export function readDescribe(cursor: TokenCursor): DescribeStatement | DescribeMethodStatement {
  if (!cursor.acceptWord('DESC')) cursor.expectWord('DESCRIBE')
  // A table may be called method, too.
  if (isWord(cursor.peek(), 'METHOD') && isIdentifier(cursor.peek(1))) {
    cursor.expectWord('METHOD')
    const extended = isIdentifier(cursor.peek(1)) && cursor.acceptWord('EXTENDED')
    const method = cursor.takeQualifiedName('a method')
    cursor.expectEnd()
    return { kind: 'describe-method', source: cursor.source, method, extended }
  }
  const extended = cursor.acceptWord('EXTENDED')
  const table = cursor.takeQualifiedName('a table name')
  cursor.expectEnd()
  return { kind: 'describe', source: cursor.source, table, extended }
}

/** `SET name = value` and `SET name TO value` */
export function readSet(cursor: TokenCursor): SetStatement {
  cursor.expectWord('SET')
  const { name } = cursor.takeIdentifier('a setting')
  if (!cursor.acceptWord('TO')) cursor.expectSymbol('=')
  const value = readLiteral(cursor)
  cursor.expectEnd()
  return { kind: 'set', source: cursor.source, name: name.toLowerCase(), value }
}

/** `BEGIN | START TRANSACTION`, `COMMIT | END`, `ROLLBACK | ABORT`, each with WORK or TRANSACTION */
export function readTransaction(cursor: TokenCursor): TransactionStatement {
  const { source } = cursor
  const verb = cursor.take('BEGIN, COMMIT or ROLLBACK').text.toUpperCase()
  if (verb === 'START') cursor.expectWord('TRANSACTION')
  else if (!cursor.acceptWord('WORK')) cursor.acceptWord('TRANSACTION')
  cursor.expectEnd()
  const action =
    verb === 'BEGIN' || verb === 'START'
      ? 'begin'
      : verb === 'COMMIT' || verb === 'END'
        ? 'commit'
        : 'rollback'
  return { kind: 'transaction', source, action }
}

function readLike(cursor: TokenCursor): { like?: string } {
  const like = cursor.acceptWord('LIKE') ? { like: readLiteral(cursor) } : {}
  cursor.expectEnd()
  return like
}

/** One literal of a utility statement: a plain string, a number or a bare word. */
function readLiteral(cursor: TokenCursor): string {
  const token = cursor.take('a value')
  const text = token.kind === 'string' ? plainText(token.text) : undefined
  if (text !== undefined) return text
  if (isIdentifier(token)) return identifierOf(token)
  if (token.kind === 'number' || isSymbol(token, '*')) return token.text
  throw cursor.unexpected('a value')
}

/** `USE provider[.service]` */
export function readUse(cursor: TokenCursor): UseStatement {
  cursor.expectWord('USE')
  const name = cursor.takeQualifiedName('a provider or a service')
  cursor.expectEnd()
  return { kind: 'use', source: cursor.source, name }
}
