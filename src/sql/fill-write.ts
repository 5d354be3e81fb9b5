import { AppError } from '../errors/index.js'
import { applyEdits, type Json, type TextEdit, sqlText } from '../util/index.js'
import { tokenize } from './lexer.js'
import { identifierOf, isSymbol, isWord, type Token } from './token.js'

/** A write as far as it can be read before it is whole. */
export interface OpenWrite {
  readonly verb: 'insert' | 'update'
  /** Parts of the table's name. */
  readonly parts: readonly string[]
  /** The statement with values for columns that it does not name itself. */
  fill(values: Readonly<Record<string, Json>>): string
}

/**
 * Reads the beginning of an `INSERT INTO t`, `REPLACE INTO t` or `UPDATE t`, which may lack the rest.
 * @throws AppError USAGE for another statement, or values that do not stand in VALUES
 */
export function openWrite(text: string): OpenWrite {
  const tokens = tokenize(text).filter(({ text: own }) => own !== ';')
  const [first] = tokens
  const isUpdate = isWord(first, 'UPDATE')
  const into = tokens.findIndex((token) => isWord(token, 'INTO'))
  const isInsert = (isWord(first, 'INSERT') || isWord(first, 'REPLACE')) && into > 0 && into <= 3
  if (!isUpdate && !isInsert) {
    throw new AppError('USAGE', 'an input file fills INSERT INTO t and UPDATE t, and nothing else')
  }
  const { parts, next } = qualifiedName(tokens, isUpdate ? 1 : into + 1)
  return {
    verb: isUpdate ? 'update' : 'insert',
    parts,
    fill: (values) => {
      const edits = isUpdate
        ? updateEdits(text, tokens, next, values)
        : insertEdits(text, tokens, next, values)
      return applyEdits(text, edits)
    },
  }
}

function qualifiedName(
  tokens: readonly Token[],
  from: number,
): { readonly parts: string[]; readonly next: number } {
  const parts: string[] = []
  let next = from
  for (;;) {
    const token = tokens[next]
    if (token === undefined) break
    parts.push(identifierOf(token))
    next++
    if (!isSymbol(tokens[next], '.')) break
    next++
  }
  if (parts.length > 0) return { parts, next }
  throw new AppError('USAGE', 'the statement names no table')
}

function updateEdits(
  text: string,
  tokens: readonly Token[],
  next: number,
  values: Readonly<Record<string, Json>>,
): TextEdit[] {
  const clauses = ['WHERE', 'RETURNING', 'FROM']
  const end = topLevel(tokens, next, (token) => clauses.some((word) => isWord(token, word)))
  const at = tokens[end]?.start ?? endOf(text, tokens)
  const isSet = isWord(tokens[next], 'SET')
  const given = isSet ? assigned(tokens.slice(next + 1, end)) : []
  const more = without(values, given)
  if (more.length === 0) return []
  const list = more.map(([name, value]) => `${quoted(name)} = ${literal(value)}`).join(', ')
  return [{ start: at, end: at, text: `${isSet ? ', ' : ' SET '}${list} ` }]
}

/** Names on the left of the assignments of a SET. */
function assigned(tokens: readonly Token[]): string[] {
  const names: string[] = []
  let depth = 0
  let expected = true
  for (const token of tokens) {
    if (isSymbol(token, '(')) depth++
    if (isSymbol(token, ')')) depth--
    if (depth === 0 && expected) names.push(identifierOf(token))
    expected = depth === 0 && isSymbol(token, ',')
  }
  return names
}

function insertEdits(
  text: string,
  tokens: readonly Token[],
  next: number,
  values: Readonly<Record<string, Json>>,
): TextEdit[] {
  const afterName = tokens[next - 1]?.end ?? endOf(text, tokens)
  if (!isSymbol(tokens[next], '(')) {
    if (isWord(tokens[next], 'SELECT') || isWord(tokens[next], 'VALUES')) throw unnamed()
    const all = Object.entries(values)
    const columns = all.map(([name]) => quoted(name)).join(', ')
    const list = all.map(([, value]) => literal(value)).join(', ')
    return [{ start: afterName, end: afterName, text: ` (${columns}) VALUES (${list}) ` }]
  }
  const close = closing(tokens, next)
  const given = tokens.slice(next + 1, close).filter((token) => !isSymbol(token, ','))
  const more = without(values, given.map(identifierOf))
  if (more.length === 0) return []
  if (!isWord(tokens[close + 1], 'VALUES')) throw unnamed()
  const edits = [
    insertion(
      tokens[close],
      more.map(([name]) => `, ${quoted(name)}`),
    ),
  ]
  for (let at = close + 2; isSymbol(tokens[at], '(');) {
    const end = closing(tokens, at)
    edits.push(
      insertion(
        tokens[end],
        more.map(([, value]) => `, ${literal(value)}`),
      ),
    )
    at = end + (isSymbol(tokens[end + 1], ',') ? 2 : 1)
  }
  return edits
}

function insertion(token: Token | undefined, texts: readonly string[]): TextEdit {
  const at = token?.start ?? 0
  return { start: at, end: at, text: texts.join('') }
}

function closing(tokens: readonly Token[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    if (isSymbol(tokens[at], '(')) depth++
    if (isSymbol(tokens[at], ')') && --depth === 0) return at
  }
  throw new AppError('SYNTAX', 'a parenthesis is not closed')
}

function topLevel(
  tokens: readonly Token[],
  from: number,
  wanted: (token: Token) => boolean,
): number {
  let depth = 0
  for (let at = from; at < tokens.length; at++) {
    const token = tokens[at]
    if (isSymbol(token, '(')) depth++
    if (isSymbol(token, ')')) depth--
    if (depth === 0 && token !== undefined && wanted(token)) return at
  }
  return tokens.length
}

function without(
  values: Readonly<Record<string, Json>>,
  given: readonly string[],
): [string, Json][] {
  const names = new Set(given.map(fold))
  return Object.entries(values).filter(([name]) => !names.has(fold(name)))
}

function fold(name: string): string {
  return name.replaceAll('_', '').toLowerCase()
}

function endOf(text: string, tokens: readonly Token[]): number {
  return tokens.at(-1)?.end ?? text.length
}

function unnamed(): AppError {
  return new AppError(
    'USAGE',
    'an input file adds columns to INSERT INTO t, or to INSERT INTO t (columns) VALUES (…)',
  )
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(value: Json): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return sqlText(value)
  return typeof value === 'object' ? literal(JSON.stringify(value)) : String(value).toUpperCase()
}
