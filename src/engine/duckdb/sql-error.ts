import { AppError, type ErrorCode } from '../../errors/index.js'
import { binderMessage, suggestion } from './binder-message.js'
import { noFiles } from './file-access.js'
import { reservedHint } from './reserved-hint.js'
import { isJsonObject, positionAt, utf16Offset, type Json } from '../../util/index.js'

/** The error object that json_serialize_sql and json_serialize_plan answer with. */
export function serializedError(answer: Json, sql: string): AppError | undefined {
  if (!isJsonObject(answer) || answer['error'] !== true) return undefined
  const { position, error_type: type, error_message: message } = answer
  const text = typeof message === 'string' ? message : ''
  if (/ (?:is|are) disabled by configuration/.test(text))
    return noFiles(lowerFirst(text.split(' - ')[0] ?? text))
  if (text.startsWith('Only SELECT statements')) return notOneQuery(sql)
  const place = typeof position === 'string' ? Number(position) : undefined
  // The parser counts characters, everything behind it bytes.
  const byteOffset = place !== undefined && type === 'parser' ? bytesOf(sql, place) : place
  return sqlError(typeof type === 'string' ? type : '', text, sql, byteOffset)
}

function bytesOf(sql: string, characters: number): number {
  return Buffer.byteLength(Array.from(sql).slice(0, characters).join(''))
}

/** DuckDB reads it, but not as a query whose tables it can tell. */
function notOneQuery(sql: string): AppError {
  return new AppError('UNSUPPORTED_STATEMENT', 'this is not a query that skyql can run', {
    hint: /^\W*PIVOT\b/i.test(sql)
      ? 'write the values: FROM (PIVOT t ON column IN (value, …) USING …)'
      : 'a query begins with SELECT, FROM, VALUES or WITH … SELECT; a write begins with INSERT, UPDATE or DELETE',
  })
}

/** An error that DuckDB threw while running `sql`. Its text ends in LINE n: and a caret, which we print ourselves. */
export function thrownError(error: unknown, sql: string): AppError {
  const thrown = error instanceof Error ? error.message : String(error)
  const message = thrown.replace(/^Failed to extract statements: /, '')
  const match = /^([A-Z][\w ]*?) Error: ([\s\S]*)$/.exec(message)
  const type = match?.[1]?.toLowerCase() ?? 'unknown'
  const [body = message, place] = (match?.[2] ?? message).split(/\n\nLINE \d+: /)
  if (/ (?:is|are) disabled by configuration/.test(body))
    return noFiles(lowerFirst(body.split(' - ')[0] ?? body))
  if (/^interrupt/i.test(type)) return new AppError('CANCELLED', 'the statement was cancelled')
  return sqlError(type, body, sql, place === undefined ? undefined : caretOffset(message, sql))
}

function sqlError(type: string, message: string, sql: string, byteOffset?: number): AppError {
  const [first = message, ...rest] = message.trim().split('\n')
  const read = binderMessage(message.trim())
  const hint = read === undefined ? (suggestion(message).hint ?? rest.join(' ').trim()) : read.hint
  const code = read?.code ?? codeOf(type, message)
  // What the parser says without a place is about what comes to nothing at the end.
  const end = code === 'SYNTAX' ? sql.trimEnd().length : undefined
  const offset = byteOffset === undefined ? end : utf16Offset(sql, byteOffset)
  return new AppError(code, read?.text ?? lowerFirst(first), {
    ...(offset === undefined ? {} : { position: positionAt(sql, offset), source: sql }),
    ...optionalHint(
      (code === 'SYNTAX' && offset !== undefined ? reservedHint(sql, offset) : undefined) ??
        castHint(message) ??
        (hint === undefined || hint === '' ? undefined : (jsonHint(message) ?? hint)),
    ),
  })
}

function codeOf(type: string, message: string): ErrorCode {
  if (type === 'parser' || type === 'syntax') return 'SYNTAX'
  if (type === 'catalog' && message.startsWith('Table with name')) return 'UNKNOWN_TABLE'
  return type === 'internal' ? 'INTERNAL' : 'SQL_RUNTIME'
}

function optionalHint(hint: string | undefined): { readonly hint?: string } {
  return hint === undefined ? {} : { hint }
}

/** Times are stored as text, and so is what comes out of JSON: both meet their like by a cast. */
function castHint(message: string): string | undefined {
  const types =
    /^Cannot compare values of type (.+?) and type (.+?) - an/.exec(message)?.slice(1).join(' ') ??
    /^No function matches the given name and argument types '.+?\((.*?)\)'/.exec(message)?.[1]
  if (types === undefined || !/\bVARCHAR\b/.test(types)) return undefined
  if (/TIMESTAMP|INTERVAL|DATE\b/.test(types) || message.includes("types 'age(")) {
    return 'a time is a text here: write created_at::timestamptz'
  }
  if (/INT|DOUBLE|DECIMAL|FLOAT/.test(types))
    return 'a text meets a number here: write (…)::bigint or (…)::double'
  return undefined
}

/** JSON compares and joins as text: mixing the two needs a cast. */
function jsonHint(message: string): string | undefined {
  return /Malformed JSON|to JSON/.test(message)
    ? 'a JSON column meets a text here: write column::text, or take a value out with ->>'
    : undefined
}

/** Byte offset of the caret under DuckDB's `LINE n:` excerpt, which may begin with an ellipsis. */
function caretOffset(message: string, sql: string): number | undefined {
  const match = /\n\nLINE (\d+): ([^\n]*)\n( *)\^/.exec(message)
  if (match === null) return undefined
  const [, line = '1', excerpt = '', spaces = ''] = match
  const lineStart =
    sql
      .split('\n')
      .slice(0, Number(line) - 1)
      .join('\n').length + (line === '1' ? 0 : 1)
  const lineText = sql.split('\n')[Number(line) - 1] ?? ''
  const shown = excerpt.replace(/^\.\.\./, '').replace(/\.\.\.$/, '')
  const column = spaces.length - `LINE ${line}: `.length - (excerpt.startsWith('...') ? 3 : 0)
  const start = lineText.indexOf(shown)
  if (start < 0) return undefined
  return Buffer.byteLength(sql.slice(0, lineStart + start + column))
}

function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}
