import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import type { Slice } from './slice.js'
import type {
  Assignment,
  DeleteStatement,
  InsertStatement,
  NamedColumn,
  UpdateStatement,
} from './statement.js'
import { isSymbol, isWord, type Token } from './token.js'
import type { TokenCursor } from './token-cursor.js'

const isReturning = (token: Token): boolean => isWord(token, 'RETURNING')

/** `INSERT INTO t (a, b) VALUES … | SELECT … [RETURNING …]` */
export function readInsert(cursor: TokenCursor): InsertStatement {
  cursor.expectWord('INSERT')
  cursor.expectWord('INTO')
  const table = cursor.takeQualifiedName('a table name')
  const columns = readColumns(cursor)
  const rows = cursor.takeUntil(
    'VALUES or SELECT',
    (token) => isReturning(token) || isConflict(token),
  )
  if (!/^(values|select|with|from|table|\()/i.test(rows.text)) {
    throw new AppError('SYNTAX', 'an INSERT takes VALUES or a SELECT after its columns', {
      position: positionAt(cursor.source, rows.offset),
      source: cursor.source,
    })
  }
  if (isWord(cursor.peek(), 'ON')) {
    throw new AppError('UNSUPPORTED_STATEMENT', 'ON CONFLICT is not supported yet', {
      position: positionAt(cursor.source, cursor.peek()?.start ?? 0),
      source: cursor.source,
    })
  }
  return { kind: 'insert', source: cursor.source, table, columns, rows, ...readReturning(cursor) }
}

/** `UPDATE t SET a = expr, b = expr [WHERE …] [RETURNING …]` */
export function readUpdate(cursor: TokenCursor): UpdateStatement {
  cursor.expectWord('UPDATE')
  const table = cursor.takeQualifiedName('a table name')
  cursor.expectWord('SET')
  const assignments: Assignment[] = [readAssignment(cursor)]
  while (cursor.acceptSymbol(',')) assignments.push(readAssignment(cursor))
  return {
    kind: 'update',
    source: cursor.source,
    table,
    assignments,
    ...readWhere(cursor),
    ...readReturning(cursor),
  }
}

/** `DELETE FROM t [WHERE …] [RETURNING …]` */
export function readDelete(cursor: TokenCursor): DeleteStatement {
  cursor.expectWord('DELETE')
  cursor.expectWord('FROM')
  const table = cursor.takeQualifiedName('a table name')
  return {
    kind: 'delete',
    source: cursor.source,
    table,
    ...readWhere(cursor),
    ...readReturning(cursor),
  }
}

function readColumns(cursor: TokenCursor): NamedColumn[] {
  cursor.expectSymbol('(')
  const columns = [cursor.takeIdentifier('a column name')]
  while (cursor.acceptSymbol(',')) columns.push(cursor.takeIdentifier('a column name'))
  cursor.expectSymbol(')')
  return columns
}

function readAssignment(cursor: TokenCursor): Assignment {
  const column = cursor.takeIdentifier('a column name')
  cursor.expectSymbol('=')
  const value = cursor.takeUntil(
    'a value',
    (token) =>
      isSymbol(token, ',') || isWord(token, 'WHERE') || isWord(token, 'FROM') || isReturning(token),
  )
  return { column, value }
}

function readWhere(cursor: TokenCursor): { where?: Slice } {
  if (isWord(cursor.peek(), 'FROM') || isWord(cursor.peek(), 'USING')) {
    throw new AppError(
      'UNSUPPORTED_STATEMENT',
      'a write names one table: use a subquery in WHERE',
      {
        position: positionAt(cursor.source, cursor.peek()?.start ?? 0),
        source: cursor.source,
      },
    )
  }
  return cursor.acceptWord('WHERE') ? { where: cursor.takeUntil('a condition', isReturning) } : {}
}

function readReturning(cursor: TokenCursor): { returning?: Slice } {
  const found = cursor.acceptWord('RETURNING')
    ? { returning: cursor.takeUntil('columns', () => false) }
    : {}
  cursor.expectEnd()
  return found
}

function isConflict(token: Token): boolean {
  return isWord(token, 'ON')
}
