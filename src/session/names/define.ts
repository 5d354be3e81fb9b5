import { AppError } from '../../errors/index.js'
import {
  ComposedSql,
  describeQuery,
  engineRows,
  exportQuery,
  qualifyNames,
  storeQuery,
  type CoverageUnit,
  type ExecutionContext,
  type StoredNames,
} from '../../execution/index.js'
import type {
  CreateStatement,
  DropStatement,
  QualifiedName,
  RefreshStatement,
  StoredKind,
} from '../../sql/index.js'
import { nearest, positionAt, sqlText } from '../../util/index.js'
import { PlannedNames } from './planned-names.js'
import type { SessionNames } from './session-names.js'
import { STORABLE_NAME, type StoredRows, type ViewRecord } from './view-record.js'

/** What a check of names needs of them: what is there, and under which kind. */
export type KnownNames = StoredNames & { kindOf(name: string): StoredKind | undefined }

/**
 * Checks a CREATE without a call. Answers its query with the names of tables in full, or `undefined` where IF
 * NOT EXISTS leaves nothing to do.
 * @throws AppError NAME_TAKEN, USAGE, and whatever is wrong with the query
 */
export async function checkCreate(
  statement: CreateStatement,
  names: KnownNames,
  context: ExecutionContext,
): Promise<string | undefined> {
  const { what, query, source, orReplace, ifNotExists } = statement
  const name = storableName(statement)
  const taken = kindUnder(name, names, orReplace)
  if (taken !== undefined && ifNotExists && taken === what) return undefined
  if (taken !== undefined && !(orReplace && taken === what)) throw nameTaken(statement, taken)
  const composed = new ComposedSql(source).addSlice(query)
  return composed.run(async (sql) => {
    const full = await qualifyNames(sql, context)
    // A view that reads itself is told from one that reads the one it replaces.
    const defined = new PlannedNames(names)
    if (what !== 'temporary table') defined.add({ kind: what, name, sql: full })
    const { temporary } = await describeQuery(sql, {
      ...context,
      names: { ...context.names, stored: defined },
    })
    const [table] = temporary
    if (what !== 'temporary table' && table !== undefined) {
      throw new AppError(
        'UNSUPPORTED_STATEMENT',
        `a ${what} cannot read the temporary table ${table}`,
        {
          position: positionAt(sql, 0),
          source: sql,
          hint: 'the table is gone with this session, and views stay',
        },
      )
    }
    return full
  })
}

export async function runCreate(
  statement: CreateStatement,
  names: SessionNames,
  context: ExecutionContext,
): Promise<void> {
  const { what, source, query, orReplace } = statement
  const full = await checkCreate(statement, names, context)
  if (full === undefined) return
  const name = storableName(statement)
  if (what === 'temporary table') {
    await new ComposedSql(source)
      .addSlice(query)
      .run((sql) => storeQuery(sql, names.placeOf(name), context))
    names.addTemporary(name, full)
    return
  }
  const record = { name, query: full, createdAt: timeOf(context) }
  if (what === 'view') {
    if (!names.store.write(record, !orReplace)) throw nameTaken(statement, 'view')
    return
  }
  const kept = await keepRows(record, names, context, { isNew: !orReplace })
  if (!kept) throw nameTaken(statement, 'materialized view')
}

/** @throws AppError UNKNOWN_TABLE where the name is no materialized view's */
export function checkRefresh({ name, source }: RefreshStatement, names: KnownNames): void {
  const kind = name.parts.length === 1 ? names.kindOf(name.parts.join('.')) : undefined
  if (kind === 'materialized view') return
  throw notThere({ name, source }, 'materialized view', names, kind !== undefined)
}

export async function runRefresh(
  statement: RefreshStatement,
  names: SessionNames,
  context: ExecutionContext,
): Promise<void> {
  checkRefresh(statement, names)
  const record = names.store.read(statement.name.parts.join('.'))
  if (record?.rows === undefined) throw notThere(statement, 'materialized view', names, false)
  const { query, createdAt } = record
  await keepRows({ name: record.name, query, createdAt }, names, context)
}

/**
 * Fetches a materialized view's rows; a strict statement keeps the old ones unless all answered. Answers false
 * where the view is to be new and another process was first.
 */
async function keepRows(
  record: ViewRecord,
  { store }: SessionNames,
  context: ExecutionContext,
  { isNew = false } = {},
): Promise<boolean> {
  const before = isNew ? undefined : readable(store, record.name)?.rows
  const { file, path } = store.newRows(record.name)
  try {
    await exportQuery(record.query, path, { ...context, names: { ...context.names, path: [] } })
    const [[count] = []] = await engineRows(
      `SELECT count(*) FROM read_parquet(${sqlText(path)})`,
      context,
    )
    const rows: StoredRows = {
      file,
      refreshedAt: timeOf(context),
      count: Number(count),
      units: context.coverage.units.length,
      missing: context.coverage.lacking.map(missingText),
    }
    if (!store.write({ ...record, rows }, isNew)) {
      store.forget(file)
      return false
    }
  } catch (error) {
    store.forget(file)
    throw error
  }
  if (before !== undefined) store.forget(before.file)
  return true
}

/** A record that is about to be replaced; one that cannot be read is as good as none. */
function readable(store: SessionNames['store'], name: string): ViewRecord | undefined {
  try {
    return store.read(name)
  } catch (error) {
    if (AppError.is(error) && error.code === 'FILE_UNREADABLE') return undefined
    throw error
  }
}

function missingText({ table, region, error }: CoverageUnit): string {
  return `${table} ${region}: ${error?.message ?? 'no reason given'}`
}

/** Checks a DROP. Answers false where IF EXISTS leaves nothing to do. @throws AppError UNKNOWN_TABLE, USAGE */
export function checkDrop(statement: DropStatement, names: KnownNames): boolean {
  const { what, name, ifExists } = statement
  const key = name.parts.join('.')
  const there = name.parts.length === 1 ? kindUnder(key, names, true) : undefined
  if (there === what) return true
  if (there === undefined && ifExists) return false
  // Whose file cannot be read is dropped by either name.
  if (there === undefined && names.all().has(key.toLowerCase()) && what !== 'temporary table')
    return true
  throw notThere(statement, what, names, there !== undefined)
}

export async function runDrop(statement: DropStatement, names: SessionNames): Promise<void> {
  if (!checkDrop(statement, names)) return
  const [name = ''] = statement.name.parts
  if (statement.what === 'temporary table') await names.dropTemporary(name)
  else names.store.remove(name)
}

/** What stands under a name; an unreadable file only where it is not about to go away. */
function kindUnder(name: string, names: KnownNames, maybeTorn: boolean): StoredKind | undefined {
  try {
    return names.kindOf(name)
  } catch (error) {
    if (maybeTorn && AppError.is(error) && error.code === 'FILE_UNREADABLE') return undefined
    throw error
  }
}

function storableName({ name, what, source }: CreateStatement): string {
  const [only = '', ...others] = name.parts
  if (others.length === 0 && STORABLE_NAME.test(only) && only.toLowerCase() !== 'skyql') return only
  throw new AppError('USAGE', `"${name.parts.join('.')}" is no name for a ${what}`, {
    position: positionAt(source, name.offset),
    source,
    hint: 'one word of letters, digits, _, $ and -, such as prod_vpcs',
  })
}

function nameTaken({ name, source, what }: CreateStatement, taken: StoredKind): AppError {
  const written = name.parts.join('.')
  return new AppError('NAME_TAKEN', `there is a ${taken} "${written}" already`, {
    position: positionAt(source, name.offset),
    source,
    hint:
      taken === what
        ? `CREATE OR REPLACE ${keywordOf(what)} takes its place`
        : `DROP ${keywordOf(taken)} ${written} first`,
  })
}

function notThere(
  { name, source }: { readonly name: QualifiedName; readonly source: string },
  what: StoredKind,
  names: KnownNames,
  isOther: boolean,
): AppError {
  const written = name.parts.join('.')
  const near = nearest(written, [...names.all()])
  const kind = isOther ? names.kindOf(written) : undefined
  return new AppError(
    'UNKNOWN_TABLE',
    kind === undefined
      ? `there is no ${what} "${written}"`
      : `"${written}" is a ${kind}, not a ${what}`,
    {
      position: positionAt(source, name.offset),
      source,
      hint:
        kind === undefined && near.length > 0
          ? `did you mean ${near.join(' or ')}?`
          : kind === undefined
            ? 'SHOW VIEWS lists what there is'
            : `DROP ${keywordOf(kind)} ${written}`,
    },
  )
}

function keywordOf(kind: StoredKind): string {
  return kind === 'temporary table' ? 'TEMP TABLE' : kind.toUpperCase()
}

function timeOf({ clock }: ExecutionContext): string {
  return new Date(clock.now()).toISOString()
}
