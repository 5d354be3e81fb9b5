import { AppError } from '../errors/index.js'
import { nearest, positionAt } from '../util/index.js'
import { readCreate, readDrop, readRefresh } from './read-definition.js'
import { readExec } from './read-exec.js'
import { readCancel } from './read-cancel.js'
import { readDelete, readInsert, readReplace, readUpdate } from './read-mutation.js'
import { readDescribe, readSet, readShow, readTransaction, readUse } from './read-utility.js'
import type { Statement } from './statement.js'
import { TokenCursor } from './token-cursor.js'
import { isWord } from './token.js'

const READERS: Readonly<Record<string, (cursor: TokenCursor) => Statement>> = {
  INSERT: readInsert,
  UPDATE: readUpdate,
  DELETE: readDelete,
  REPLACE: readReplace,
  BEGIN: readTransaction,
  START: readTransaction,
  COMMIT: readTransaction,
  END: readTransaction,
  ROLLBACK: readTransaction,
  ABORT: readTransaction,
  SHOW: readShowOrPermissions,
  DESCRIBE: readDescribe,
  DESC: readDescribe,
  SET: readSet,
  EXPLAIN: readExplain,
  CREATE: readCreate,
  REFRESH: readRefresh,
  DROP: readDrop,
  USE: readUse,
  CANCEL: readCancel,
  EXEC: readExec,
  EXECUTE: readExec,
}

const QUERY_WORDS = new Set(['SELECT', 'WITH', 'VALUES', 'FROM', 'TABLE', 'PIVOT', 'UNPIVOT'])

/**
 * Reads one statement: its kind, and for writes its parts. Queries are not looked into: DuckDB is the
 * authority on them.
 * @throws AppError SYNTAX, UNSUPPORTED_STATEMENT
 */
export function readStatement(source: string): Statement {
  const cursor = new TokenCursor(source)
  const first = cursor.peek()
  const word = first?.kind === 'word' ? first.text.toUpperCase() : ''
  if (QUERY_WORDS.has(word) || first?.text === '(') return { kind: 'query', source }
  const read = READERS[word]
  if (read !== undefined) return read(cursor)
  const known = nearest(word, [...QUERY_WORDS, ...Object.keys(READERS)])
  const unsupported = UNSUPPORTED.has(word)
  throw new AppError(
    unsupported ? 'UNSUPPORTED_STATEMENT' : 'SYNTAX',
    unsupported
      ? `${word} statements are not supported`
      : `a statement cannot begin with "${first?.text ?? ''}"`,
    {
      position: positionAt(source, first?.start ?? 0),
      source,
      ...(known.length > 0 && !unsupported ? { hint: `did you mean ${known.join(' or ')}?` } : {}),
    },
  )
}

const UNSUPPORTED = new Set(
  'ALTER ANALYZE ATTACH CALL CHECKPOINT COPY DETACH EXPORT GRANT IMPORT INSTALL LOAD MERGE PRAGMA PREPARE RELEASE RESET REVOKE SAVEPOINT SUMMARIZE TRUNCATE VACUUM'.split(
    ' ',
  ),
)

/** SHOW, of which `SHOW PERMISSIONS FOR statement` has a statement in it. */
function readShowOrPermissions(cursor: TokenCursor): Statement {
  if (!isWord(cursor.peek(1), 'PERMISSIONS')) return readShow(cursor)
  cursor.expectWord('SHOW')
  cursor.expectWord('PERMISSIONS')
  cursor.expectWord('FOR')
  const start = cursor.peek()?.start
  if (start === undefined) throw cursor.unexpected('a statement')
  const { source } = cursor
  return { kind: 'permissions', source, statement: readStatement(source.slice(start)) }
}

function readExplain(cursor: TokenCursor): Statement {
  cursor.expectWord('EXPLAIN')
  const analyze = cursor.acceptWord('ANALYZE')
  const start = cursor.peek()?.start
  if (start === undefined) throw cursor.unexpected('a statement to explain')
  const statement = readStatement(cursor.source.slice(start))
  switch (statement.kind) {
    case 'query':
    case 'insert':
    case 'update':
    case 'delete':
      return { kind: 'explain', source: cursor.source, statement, analyze }
    default:
      throw cursor.unexpected('SELECT, INSERT, UPDATE or DELETE')
  }
}
