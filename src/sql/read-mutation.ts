import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import { readHints } from './read-hints.js'
import { slice, type Slice } from './slice.js'
import type {
  Assignment,
  Conflict,
  DeleteStatement,
  InsertStatement,
  NamedColumn,
  UpdateStatement,
} from './statement.js'
import { isIdentifier, isSymbol, isWord, type Token } from './token.js'
import type { TokenCursor } from './token-cursor.js'

const isReturning = (token: Token): boolean => isWord(token, 'RETURNING')

/** `INSERT [OR REPLACE | OR IGNORE] INTO t [AS x] (a, b) VALUES … | SELECT … [ON CONFLICT …] [RETURNING …]` */
export function readInsert(cursor: TokenCursor): InsertStatement {
  cursor.expectWord('INSERT')
  if (!cursor.acceptWord('OR')) return readInto(cursor)
  if (cursor.acceptWord('REPLACE')) return readInto(cursor, 'replace')
  cursor.expectWord('IGNORE')
  return readInto(cursor, 'nothing')
}

/** `REPLACE INTO t (a, b) VALUES … | SELECT … [RETURNING …]` */
export function readReplace(cursor: TokenCursor): InsertStatement {
  cursor.expectWord('REPLACE')
  return readInto(cursor, 'replace')
}

function readInto(cursor: TokenCursor, action?: Conflict['action']): InsertStatement {
  cursor.expectWord('INTO')
  const target = readTarget(cursor)
  const columns = readColumns(cursor)
  const rows = cursor.takeUntil(
    'VALUES or SELECT',
    (token) => isReturning(token) || isConflict(token, cursor),
  )
  if (!/^(values|select|with|from|table|\()/i.test(rows.text)) {
    throw new AppError('SYNTAX', 'an INSERT takes VALUES or a SELECT after its columns', {
      position: positionAt(cursor.source, rows.offset),
      source: cursor.source,
    })
  }
  const said =
    action === undefined
      ? readConflict(cursor)
      : { conflict: { columns: [], action, assignments: [] } }
  return { kind: 'insert', ...target, columns, rows, ...said, ...readReturning(cursor) }
}

/** `UPDATE t [AS x] SET a = expr, b = expr [WHERE …] [RETURNING …]` */
export function readUpdate(cursor: TokenCursor): UpdateStatement {
  cursor.expectWord('UPDATE')
  const target = readTarget(cursor)
  const assignments = readAssignments(cursor)
  return {
    kind: 'update',
    ...target,
    assignments,
    ...readWhere(cursor),
    ...readReturning(cursor),
  }
}

/** `DELETE FROM t [AS x] [WHERE …] [RETURNING …]` */
export function readDelete(cursor: TokenCursor): DeleteStatement {
  cursor.expectWord('DELETE')
  cursor.expectWord('FROM')
  return {
    kind: 'delete',
    ...readTarget(cursor),
    ...readWhere(cursor),
    ...readReturning(cursor),
  }
}

/** Words that may follow a table's name and are no name of its own. */
const AFTER_TABLE = new Set([
  'SET',
  'WHERE',
  'FROM',
  'USING',
  'RETURNING',
  'VALUES',
  'SELECT',
  'WITH',
  'ON',
  'DEFAULT',
  'TABLE',
  'OVERRIDING',
])

function readTarget(
  cursor: TokenCursor,
): Pick<UpdateStatement, 'source' | 'table' | 'alias' | 'hints' | 'words'> {
  const { source } = cursor
  const table = cursor.takeQualifiedName('a table name')
  const base = { source, table, ...readHints(source) }
  const first = cursor.peek()
  const named = cursor.acceptWord('AS')
  const next = cursor.peek()
  if (!named && (!isIdentifier(next) || AFTER_TABLE.has(next?.text.toUpperCase() ?? '')))
    return base
  const { name } = cursor.takeIdentifier('a name')
  return { ...base, alias: { name, slice: slice(source, first?.start ?? 0, next?.end ?? 0) } }
}

/** `ON CONFLICT [(a, b)] DO NOTHING | DO UPDATE SET a = expr [WHERE …]` */
function readConflict(cursor: TokenCursor): { conflict?: Conflict } {
  const start = cursor.peek()?.start ?? 0
  if (!cursor.acceptWord('ON')) return {}
  cursor.expectWord('CONFLICT')
  const columns = isSymbol(cursor.peek(), '(') ? readColumns(cursor) : []
  cursor.expectWord('DO')
  const clause = (): Slice => slice(cursor.source, start, cursor.lastEnd)
  if (cursor.acceptWord('NOTHING')) {
    return { conflict: { columns, action: 'nothing', assignments: [], slice: clause() } }
  }
  cursor.expectWord('UPDATE')
  const assignments = readAssignments(cursor)
  const where = cursor.acceptWord('WHERE')
    ? { where: cursor.takeUntil('a condition', isReturning) }
    : {}
  return { conflict: { columns, action: 'update', assignments, ...where, slice: clause() } }
}

function readColumns(cursor: TokenCursor): NamedColumn[] {
  cursor.expectSymbol('(')
  const columns = [cursor.takeIdentifier('a column name')]
  while (cursor.acceptSymbol(',')) columns.push(cursor.takeIdentifier('a column name'))
  cursor.expectSymbol(')')
  return columns
}

function readAssignments(cursor: TokenCursor): Assignment[] {
  cursor.expectWord('SET')
  const assignments: Assignment[] = [readAssignment(cursor)]
  while (cursor.acceptSymbol(',')) assignments.push(readAssignment(cursor))
  return assignments
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

function isConflict(token: Token, cursor: TokenCursor): boolean {
  return isWord(token, 'ON') && isWord(cursor.peek(1), 'CONFLICT')
}
