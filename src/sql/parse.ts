import sqlParser from 'node-sql-parser/build/postgresql.js'
import { AppError } from '../errors/index.js'
import { isJsonObject, type Json } from '../util/index.js'
import { scanText, tokenize } from './lexer.js'
import { slice, type Slice } from './slice.js'
import type { MutationStatement } from './statement.js'
import { isWord } from './token.js'

const parser = new sqlParser.Parser()

/**
 * Has a second, independent reader (node-sql-parser) read a write before anything is sent, and refuses the
 * statement unless both see the same kind, table, columns and string literals. Two readers that differ about
 * where a string ends would differ about what is deleted.
 *
 * The second reader knows less SQL than DuckDB. What it rejects as a whole is offered to it again with the
 * conditions and values, which DuckDB reads by itself, replaced by plain literals.
 * @throws AppError READERS_DISAGREE, UNSUPPORTED_STATEMENT
 */
export function confirmReading(statement: MutationStatement): void {
  const source = forSecondReader(statement.source)
  const whole = tryParse(source)
  if (whole !== undefined) {
    compare(statement, whole)
    compareLiterals(source, whole)
    return
  }
  const skeleton = tryParse(forSecondReader(skeletonOf(statement)))
  if (skeleton === undefined) {
    throw new AppError(
      'UNSUPPORTED_STATEMENT',
      `this form of ${statement.kind.toUpperCase()} is not supported`,
      {
        hint: 'write it as INSERT INTO t (columns) VALUES|SELECT …, UPDATE t SET column = value WHERE …, or DELETE FROM t WHERE …',
      },
    )
  }
  compare(statement, skeleton)
}

/** Longer texts are cut for the second reader, which looks at each character many times. */
const LONG = 256

/**
 * A statement as the second reader gets it. Its long texts are cut: where a text ends is up to its quotes and
 * backslashes alone, and all of them stay, with what stands beside them, so that readers who differ about it still do.
 * A carriage return ends a line for DuckDB and a form feed is a space, which the second reader does not know: outside
 * texts they become a line feed and a space.
 */
function forSecondReader(source: string): string {
  let text = ''
  for (const { kind, text: own } of scanText(source)) {
    if (kind === 'space' || kind === 'comment') {
      text += own.replace(/\r(?!\n)/g, '\n').replaceAll('\f', ' ')
    } else if (kind === 'string' && own.length > LONG) {
      text += own.replace(/[^'\\]{16,}/g, cutMiddle)
    } else text += own
  }
  return text
}

function cutMiddle(run: string): string {
  return run.slice(0, 8) + run.slice(-8)
}

function tryParse(sql: string): Json | undefined {
  try {
    const parsed = parser.astify(sql, { database: 'postgresql' }) as unknown as Json
    return Array.isArray(parsed) ? (parsed as Json[])[0] : parsed
  } catch {
    // Not an error yet: DuckDB is the authority, the caller decides what a rejection means.
    return undefined
  }
}

/**
 * The statement with every stretch that DuckDB reads by itself replaced by a literal, and what is not plain
 * INSERT, UPDATE or DELETE taken out.
 */
function skeletonOf(statement: MutationStatement): string {
  const cuts: { readonly slice: Slice; readonly text: string }[] = []
  if (statement.kind === 'insert') {
    const zeros = statement.columns.map(() => '0').join(', ')
    cuts.push({ slice: statement.rows, text: `VALUES (${zeros})` })
    const { conflict } = statement
    if (conflict?.slice !== undefined) cuts.push({ slice: conflict.slice, text: '' })
    if (conflict !== undefined && conflict.slice === undefined) {
      cuts.push({ slice: verbOf(statement.source), text: 'INSERT INTO' })
    }
  }
  if (statement.alias !== undefined) cuts.push({ slice: statement.alias.slice, text: '' })
  if (statement.kind === 'update') {
    for (const { value } of statement.assignments) cuts.push({ slice: value, text: '0' })
  }
  if (statement.kind !== 'insert' && statement.where !== undefined) {
    cuts.push({ slice: statement.where, text: '1 = 1' })
  }
  if (statement.returning !== undefined) cuts.push({ slice: statement.returning, text: '*' })
  let text = statement.source
  for (const { slice, text: plain } of cuts.sort((a, b) => b.slice.offset - a.slice.offset)) {
    text = text.slice(0, slice.offset) + plain + text.slice(slice.offset + slice.text.length)
  }
  return text
}

/** `REPLACE INTO`, `INSERT OR REPLACE INTO` */
function verbOf(source: string): Slice {
  const tokens = tokenize(source)
  const into = tokens.findIndex((token) => isWord(token, 'INTO'))
  return slice(source, tokens[0]?.start ?? 0, tokens[into]?.end ?? 0)
}

function compare(statement: MutationStatement, seen: Json): void {
  const ours = describe(statement)
  const theirs = describeSeen(seen)
  if (ours !== theirs) throw disagreement(ours, theirs)
}

function describe(statement: MutationStatement): string {
  const names =
    statement.kind === 'insert'
      ? statement.columns.map(({ name }) => name)
      : statement.kind === 'update'
        ? statement.assignments.map(({ column }) => column.name)
        : []
  const condition = statement.kind === 'insert' ? 'none' : statement.where ? 'given' : 'none'
  return `${statement.kind} ${statement.table.parts.join('.')} (${names.join(', ')}) where ${condition}`
}

function describeSeen(seen: Json): string {
  if (!isJsonObject(seen)) return 'nothing'
  const from = seen['type'] === 'delete' ? seen['from'] : seen['table']
  const table = Array.isArray(from) ? (from as Json[])[0] : from
  const parts = isJsonObject(table ?? null)
    ? ['db', 'schema', 'table'].map((key) => (table as Record<string, Json>)[key]).filter(isText)
    : []
  const type = seen['type'] === 'replace' ? 'insert' : seen['type']
  const columns = type === 'insert' ? seen['columns'] : seen['set']
  const names = Array.isArray(columns) ? (columns as Json[]).map(columnName) : []
  return `${textOr(type)} ${parts.join('.')} (${names.join(', ')}) where ${seen['where'] ? 'given' : 'none'}`
}

function columnName(column: Json): string {
  if (!isJsonObject(column)) return textOr(column)
  if (isText(column['value']) && !('column' in column)) return column['value'].replaceAll('""', '"')
  const inner = column['column'] ?? null
  if (isText(inner)) return inner
  if (!isJsonObject(inner)) return ''
  const expr = inner['expr'] ?? null
  return isJsonObject(expr) && isText(expr['value']) ? expr['value'] : ''
}

/**
 * Compares every '…' literal of the two readings; both keep doubled quotes as written. The second reader also
 * turns escapes into what they would mean elsewhere, which says nothing about where a text ends.
 */
function compareLiterals(source: string, seen: Json): void {
  const tokens = tokenize(source).filter(({ kind }) => kind === 'string')
  if (tokens.some(({ text }) => !text.startsWith("'"))) return
  const ours = tokens.map(({ text }) => escapesRead(text.slice(1, -1))).sort()
  const theirs = literalsOf(seen).sort()
  if (ours.length !== theirs.length || ours.some((text, index) => text !== theirs[index])) {
    throw disagreement(`${ours.length} texts`, `${theirs.length} texts, or other ones`)
  }
}

const CONTROLS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

function escapesRead(text: string): string {
  return text.replace(/\\(u[0-9a-fA-F]{4}|[\s\S])/g, (whole, escaped: string) =>
    escaped.length === 5
      ? String.fromCharCode(parseInt(escaped.slice(1), 16))
      : (CONTROLS[escaped] ?? whole),
  )
}

/** `DATE '…'` and the like are literals of their own to the second reader. */
const LITERALS = new Set(['single_quote_string', 'date', 'time', 'timestamp', 'datetime'])

function literalsOf(node: Json): string[] {
  if (Array.isArray(node)) return (node as Json[]).flatMap(literalsOf)
  if (!isJsonObject(node)) return []
  const { type, value } = node
  const own = isText(type) && LITERALS.has(type) && isText(value) ? [value] : []
  return [...own, ...Object.values(node).flatMap(literalsOf)]
}

function textOr(value: Json | undefined): string {
  return isText(value) ? value : ''
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function disagreement(ours: string, theirs: string): AppError {
  return new AppError(
    'READERS_DISAGREE',
    'this write can be read in two ways, so it was not sent',
    {
      hint: `one reading: ${ours}; another: ${theirs}. Check quotes and backslashes (a backslash is an ordinary character, '' is a quote)`,
    },
  )
}
