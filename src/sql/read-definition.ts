import { AppError } from '../errors/index.js'
import { positionAt } from '../util/index.js'
import type { CreateStatement, DropStatement, RefreshStatement, StoredKind } from './statement.js'
import type { TokenCursor } from './token-cursor.js'

/**
 * `CREATE [OR REPLACE] [MATERIALIZED] VIEW [IF NOT EXISTS] v AS …`,
 * `CREATE [OR REPLACE] TEMP[ORARY] TABLE [IF NOT EXISTS] t AS …`
 */
export function readCreate(cursor: TokenCursor): CreateStatement {
  cursor.expectWord('CREATE')
  const orReplace = cursor.acceptWord('OR')
  if (orReplace) cursor.expectWord('REPLACE')
  const what = readKind(cursor, 'create')
  const ifNotExists = cursor.acceptWord('IF')
  if (ifNotExists) {
    cursor.expectWord('NOT')
    cursor.expectWord('EXISTS')
  }
  const name = cursor.takeQualifiedName(`the name of a ${what}`)
  cursor.expectWord('AS')
  const query = cursor.takeUntil('a SELECT', () => false)
  if (!/^(values|select|with|from|table|pivot|unpivot|\()/i.test(query.text)) {
    throw new AppError('SYNTAX', `a ${what} is made of a SELECT`, {
      position: positionAt(cursor.source, query.offset),
      source: cursor.source,
    })
  }
  return { kind: 'create', source: cursor.source, what, name, orReplace, ifNotExists, query }
}

/** `REFRESH MATERIALIZED VIEW v` */
export function readRefresh(cursor: TokenCursor): RefreshStatement {
  cursor.expectWord('REFRESH')
  cursor.expectWord('MATERIALIZED')
  cursor.expectWord('VIEW')
  const name = cursor.takeQualifiedName('the name of a materialized view')
  cursor.expectEnd()
  return { kind: 'refresh', source: cursor.source, name }
}

/** `DROP [MATERIALIZED] VIEW [IF EXISTS] v`, `DROP TABLE [IF EXISTS] t` */
export function readDrop(cursor: TokenCursor): DropStatement {
  cursor.expectWord('DROP')
  const what = readKind(cursor, 'drop')
  const ifExists = cursor.acceptWord('IF')
  if (ifExists) cursor.expectWord('EXISTS')
  const name = cursor.takeQualifiedName(`the name of a ${what}`)
  cursor.expectEnd()
  return { kind: 'drop', source: cursor.source, what, name, ifExists }
}

function readKind(cursor: TokenCursor, verb: 'create' | 'drop'): StoredKind {
  const start = cursor.peek()?.start ?? cursor.source.length
  if (cursor.acceptWord('VIEW')) return 'view'
  if (cursor.acceptWord('MATERIALIZED')) {
    cursor.expectWord('VIEW')
    return 'materialized view'
  }
  const isTemporary = cursor.acceptWord('TEMP') || cursor.acceptWord('TEMPORARY')
  if (cursor.acceptWord('TABLE')) {
    if (isTemporary || verb === 'drop') return 'temporary table'
    throw new AppError('UNSUPPORTED_STATEMENT', 'a table of your own is temporary', {
      position: positionAt(cursor.source, start),
      source: cursor.source,
      hint: 'CREATE TEMP TABLE lives as long as the session, CREATE MATERIALIZED VIEW keeps its rows in .skyql/',
    })
  }
  throw cursor.unexpected('VIEW, MATERIALIZED VIEW or TEMP TABLE')
}
