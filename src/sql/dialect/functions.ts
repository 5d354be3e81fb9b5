import type { TextEdit } from '../../util/index.js'
import { isSymbol, isWord, type Token } from '../token.js'
import { closeParenthesis, openParenthesis } from './surroundings.js'

/** Functions that DuckDB has too and means otherwise: macros of ours stand for them. */
const RENAMED: Readonly<Record<string, string>> = {
  json_extract: 'json_xtract_',
  json_type: 'json_type_',
  typeof: 'typeof_',
  date: 'date_',
  regexp_like: 'regexp_matches',
  // DuckDB counts in unsigned numbers, which cannot fall below zero.
  json_array_length: 'json_array_length_',
  octet_length: 'octet_length_',
  to_hex: 'to_hex_',
  every: 'bool_and',
  lpad: 'lpad_',
  rpad: 'rpad_',
  btrim: 'trim',
  cardinality: 'len',
  array_length: 'array_length_',
  array_to_string: 'array_to_string_',
  string_to_array: 'string_to_array_',
  encode: 'encode_',
  decode: 'decode_',
  to_char: 'to_char_',
  to_timestamp: 'to_timestamp_',
  to_date: 'to_date_',
  text: 'string',
  time: 'time_',
  pg_typeof: 'pg_typeof_',
  clock_timestamp: 'now',
  statement_timestamp: 'now',
  transaction_timestamp: 'now',
  json_build_object: 'json_object',
  jsonb_build_object: 'json_object',
  json_build_array: 'json_array',
  jsonb_build_array: 'json_array',
}

/** Functions that DuckDB means otherwise when their first argument is a text with percent signs. */
const RENAMED_FORMATS: Readonly<Record<string, string>> = {
  strftime: 'strftime_',
  format: 'format_',
}

/** Aggregates: what opens the call in place of their name, and what closes its arguments. */
const AGGREGATES: Readonly<Record<string, readonly [string, string]>> = {
  json_group_array: ['json_array_of_(list', ''],
  json_agg: ['json_list_of_(list', ''],
  jsonb_agg: ['json_list_of_(list', ''],
  json_group_object: ['json_object_of_(list(row', ')'],
  json_object_agg: ['json_entries_of_(list(row', ')'],
  jsonb_object_agg: ['json_entries_of_(list(row', ')'],
  total: ['total_(sum', ''],
}

/** Names of functions of ours, and what the user wrote for them where that is certain. */
export const WRITTEN_FUNCTIONS: ReadonlyMap<string, string> = new Map(
  [...Object.entries(RENAMED), ...Object.entries(RENAMED_FORMATS)]
    .filter(([, ours]) => ours.endsWith('_'))
    .map(([written, ours]) => [ours, written]),
)

/** The calls whose names mean something else to DuckDB, and the type `jsonb`. */
export function functionEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word') return []
    if (isJsonbType(tokens, index)) return [{ ...placeOf(token), text: 'json ' }]
    if (!isSymbol(tokens[index + 1], '(') || isSymbol(tokens[index - 1], '.')) return []
    const name = token.text.toLowerCase()
    const aggregate = own(AGGREGATES, name)
    if (aggregate !== undefined) return aggregateEdits(tokens, index, aggregate)
    const renamed =
      own(RENAMED, name) ?? (isFormat(tokens[index + 2]) ? own(RENAMED_FORMATS, name) : undefined)
    if (renamed === undefined) return []
    return [{ ...placeOf(token), text: renamed.padEnd(token.text.length) }]
  })
}

/** Macros refuse DISTINCT, ORDER BY, FILTER and OVER: an aggregate of DuckDB takes them, a macro its result. */
function aggregateEdits(
  tokens: readonly Token[],
  index: number,
  [opening, closing]: readonly [string, string],
): TextEdit[] {
  const token = tokens[index]
  const argumentsEnd = closeParenthesis(tokens, index + 1)
  const whole = endOfCall(tokens, argumentsEnd)
  const [inner, outer] = [tokens[argumentsEnd]?.end, tokens[whole]?.end]
  if (token === undefined || inner === undefined || outer === undefined) return []
  const opened = { ...placeOf(token), text: opening }
  if (inner === outer || closing === '') return [opened, inserted(outer, `${closing})`)]
  return [opened, inserted(inner, closing), inserted(outer, ')')]
}

/** The last token of a call with its FILTER and OVER. */
function endOfCall(tokens: readonly Token[], close: number): number {
  let end = close
  if (isWord(tokens[end + 1], 'FILTER') && isSymbol(tokens[end + 2], '(')) {
    end = closeParenthesis(tokens, end + 2)
  }
  if (!isWord(tokens[end + 1], 'OVER')) return end
  return isSymbol(tokens[end + 2], '(') ? closeParenthesis(tokens, end + 2) : end + 2
}

function isJsonbType(tokens: readonly Token[], index: number): boolean {
  if (!isWord(tokens[index], 'JSONB')) return false
  const before = tokens[index - 1]
  if (isSymbol(before, '::')) return true
  if (tokens[index + 1]?.kind === 'string') return true
  if (!isWord(before, 'AS')) return false
  const caller = tokens[openParenthesis(tokens, index) - 1]
  return isWord(caller, 'CAST') || isWord(caller, 'TRY_CAST')
}

function isFormat(token: Token | undefined): boolean {
  return token?.kind === 'string' && token.text.includes('%')
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function placeOf({ start, end }: Token): { readonly start: number; readonly end: number } {
  return { start, end }
}

function inserted(at: number, text: string): TextEdit {
  return { start: at, end: at, text }
}
