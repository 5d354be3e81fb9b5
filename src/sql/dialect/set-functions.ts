import type { TextEdit } from '../../util/index.js'
import { identifierOf, isIdentifier, isSymbol, isWord, type Token } from '../token.js'
import { replaceTokens } from './edits.js'
import { argumentsBetween, clauseAt, closeBracket } from './surroundings.js'

/** `jsonb_to_recordset(x) AS t(a int, b text)` and its kin: the elements of x, or x itself. */
const RECORDS: Readonly<Record<string, 'elements' | 'itself'>> = {
  json_to_recordset: 'elements',
  jsonb_to_recordset: 'elements',
  json_to_record: 'itself',
  jsonb_to_record: 'itself',
}

/** Functions with many answers that stand as a value: a row for each, in a SELECT list. */
export function setFunctionEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word' || !isSymbol(tokens[index + 1], '(')) return []
    const name = token.text.toLowerCase()
    const close = closeBracket(tokens, index + 1)
    if (close === -1) return []
    const rows = Object.hasOwn(RECORDS, name) ? RECORDS[name] : undefined
    if (rows !== undefined) return recordEdits(tokens, { index, close, rows })
    if (name === 'generate_series') return seriesEdits(tokens, index, close)
    return name === 'regexp_matches' && isValue(tokens, index, close)
      ? [{ start: token.start, end: token.end, text: 'regexp_matches_' }]
      : []
  })
}

/** True where regexp_matches is used for what it found; in a condition DuckDB's own says whether there is a match. */
function isValue(tokens: readonly Token[], index: number, close: number): boolean {
  const isSubscript = isSymbol(tokens[close + 1], ')') && isSymbol(tokens[close + 2], '[')
  return isSubscript || isSelectItem(tokens, index, close)
}

/** True where a call is the whole of an item of a SELECT list. */
function isSelectItem(tokens: readonly Token[], index: number, close: number): boolean {
  const [before, next] = [tokens[index - 1], tokens[close + 1]]
  const begins = isWord(before, 'SELECT') || isWord(before, 'DISTINCT') || isSymbol(before, ',')
  const ends =
    next === undefined ||
    isSymbol(next, ',') ||
    isSymbol(next, ')') ||
    isSymbol(next, ';') ||
    isWord(next, 'FROM') ||
    isWord(next, 'AS') ||
    (isIdentifier(next) && !isSymbol(tokens[close + 2], '('))
  return begins && ends && clauseAt(tokens, index).clause === 'SELECT'
}

/** A step of time is a text in Postgres; and in a SELECT list each number is a row. */
function seriesEdits(tokens: readonly Token[], index: number, close: number): TextEdit[] {
  const [start, end] = [tokens[index]?.start ?? 0, tokens[close]?.end ?? 0]
  const step = argumentsBetween(tokens, index + 1, close)[2]
  const literal = step === undefined ? undefined : tokens[step[0]]
  const typed =
    step !== undefined && step[0] === step[1] && literal?.kind === 'string'
      ? [{ start: literal.start, end: literal.start, text: 'INTERVAL ' }]
      : []
  if (!isSelectItem(tokens, index, close)) return typed
  return [{ start, end: start, text: 'unnest(' }, ...typed, { start: end, end, text: ')' }]
}

interface RecordCall {
  readonly index: number
  readonly close: number
  readonly rows: 'elements' | 'itself'
}

function recordEdits(tokens: readonly Token[], { index, close, rows }: RecordCall): TextEdit[] {
  const at = isWord(tokens[close + 1], 'AS') ? close + 2 : close + 1
  const alias = tokens[at]
  const [open, end] = isSymbol(tokens[at + 1], '(')
    ? [at + 1, closeBracket(tokens, at + 1)]
    : [at, closeBracket(tokens, at)]
  const [first, last] = [tokens[index + 1], tokens[close]]
  if (end === -1 || first === undefined || last === undefined || !isSymbol(tokens[open], '('))
    return []
  const columns = argumentsBetween(tokens, open, end).map(([from, to]) =>
    columnOf(tokens, from, to),
  )
  const name = open === at || alias === undefined ? 'records' : alias.text
  const source =
    rows === 'elements' ? ['unnest(json_extract((', ")::JSON, '$[*]'))"] : ['((', ')::JSON)']
  const [opening = '', closing = ''] = source
  const head = `LATERAL (SELECT ${columns.join(', ')} FROM (SELECT ${opening}`
  return [
    ...replaceTokens(tokens, [index, index + 1], head),
    ...replaceTokens(tokens, [close, end], `${closing} AS record_)) AS ${name}`),
  ]
}

/** One column of a record: text becomes its type; what is JSON, or a list, is read as it is. */
function columnOf(tokens: readonly Token[], from: number, to: number): string {
  const name = tokens[from]
  if (name === undefined) return 'NULL'
  const type = tokens
    .slice(from + 1, to + 1)
    .map(({ text }) => text)
    .join(' ')
  const path = `'$."${identifierOf(name).replaceAll("'", "''").replaceAll('"', '\\"')}"'`
  const isJson = /^jsonb?$/i.test(type) || type.endsWith(']')
  const value = `${isJson ? 'json_extract' : 'json_extract_string'}(record_, ${path})`
  return `CAST(${value} AS ${/^jsonb$/i.test(type) ? 'json' : type}) AS ${name.text}`
}
