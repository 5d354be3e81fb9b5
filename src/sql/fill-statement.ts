import { AppError } from '../errors/index.js'
import { isExactNumber, jsonText, sqlText, type Json, type TextEdit } from '../util/index.js'
import { tokenize } from './lexer.js'
import { identifierOf, isSymbol, isWord, type Token } from './token.js'

type Values = Readonly<Record<string, Json>>

/** A statement that is filled from beside it, as far as it can be read before it is whole. */
export interface OpenStatement {
  readonly verb: 'insert' | 'update' | 'delete' | 'exec'
  /** Parts of the table's name; of EXEC the method's, too. */
  readonly parts: readonly string[]
  /** True where it says itself which rows it is about. */
  readonly hasWhere: boolean
  /**
   * What makes the statement whole: values for columns and arguments that it does not name itself, and conditions
   * that narrow it.
   */
  fill(values: Values, conditions?: Values): readonly FilledEdit[]
}

/** A stretch that is written into a statement, and the names whose values it has. */
export interface FilledEdit extends TextEdit {
  /** Where in `text` a name and its value stand. */
  readonly origins: readonly { readonly from: number; readonly to: number; readonly name: string }[]
}

/**
 * Reads the beginning of an `INSERT INTO t`, `REPLACE INTO t`, `UPDATE t`, `DELETE FROM t` or `EXEC method`, which may
 * lack the rest.
 * @throws AppError USAGE for another statement, or values that do not stand in VALUES
 */
export function openStatement(text: string): OpenStatement {
  const tokens = tokenize(text).filter(({ text: own }) => own !== ';')
  const { verb, name } = beginning(tokens)
  const { parts, next } = qualifiedName(tokens, name)
  const where = topLevel(tokens, next, (token) => isWord(token, 'WHERE'))
  return {
    verb,
    parts,
    hasWhere: where < tokens.length,
    fill: (values, conditions = {}) => {
      const open = { text, tokens, next }
      switch (verb) {
        case 'exec':
          return execEdits(open, values)
        case 'insert':
          return insertEdits(open, values)
        case 'update':
          return merged([...updateEdits(open, values), ...whereEdits(open, conditions)])
        case 'delete':
          return whereEdits(open, conditions)
      }
    },
  }
}

/** The verb of a statement, and where the name behind it begins. */
function beginning(tokens: readonly Token[]): {
  readonly verb: OpenStatement['verb']
  readonly name: number
} {
  // EXPLAIN and ANALYZE stand in front of any of them.
  const first = tokens.findIndex((token) => !isWord(token, 'EXPLAIN') && !isWord(token, 'ANALYZE'))
  const token = tokens[first]
  const within = (word: string): number => {
    const at = tokens.findIndex((each, index) => index > first && isWord(each, word))
    return at > first && at <= first + 3 ? at : -1
  }
  if (isWord(token, 'UPDATE')) return { verb: 'update', name: first + 1 }
  if (isWord(token, 'EXEC') || isWord(token, 'EXECUTE')) return { verb: 'exec', name: first + 1 }
  const into = within('INTO')
  if ((isWord(token, 'INSERT') || isWord(token, 'REPLACE')) && into > 0) {
    return { verb: 'insert', name: into + 1 }
  }
  const from = within('FROM')
  if (isWord(token, 'DELETE') && from > 0) return { verb: 'delete', name: from + 1 }
  throw new AppError(
    'USAGE',
    'an input fills INSERT INTO, REPLACE INTO, UPDATE, DELETE FROM and EXEC',
    {
      hint: 'what a SELECT takes stands in it; placeholders, {{ name }}, get values from --var and --vars',
    },
  )
}

interface Opened {
  readonly text: string
  readonly tokens: readonly Token[]
  /** The token behind the name. */
  readonly next: number
}

/** A piece of a stretch, and the name whose value it has. */
type Piece = string | { readonly text: string; readonly name: string }

function edit(at: number, pieces: readonly Piece[]): FilledEdit {
  let text = ''
  const origins = pieces.flatMap((piece) => {
    const from = text.length
    text += typeof piece === 'string' ? piece : piece.text
    return typeof piece === 'string' ? [] : [{ from, to: text.length, name: piece.name }]
  })
  return { start: at, end: at, text, origins }
}

/** Stretches at one place are one. */
function merged(edits: readonly FilledEdit[]): FilledEdit[] {
  const found: FilledEdit[] = []
  for (const each of edits) {
    const same = found.findIndex(({ start }) => start === each.start)
    const before = found[same]
    if (before === undefined) {
      found.push(each)
      continue
    }
    const shift = before.text.length
    const moved = each.origins.map(({ from, to, name }) => ({
      from: from + shift,
      to: to + shift,
      name,
    }))
    found[same] = {
      ...before,
      text: before.text + each.text,
      origins: [...before.origins, ...moved],
    }
  }
  return found
}

/** `a, b, c` of pieces. */
function listed(pieces: readonly (readonly Piece[])[], separator: string): Piece[] {
  return pieces.flatMap((each, index) => (index === 0 ? each : [separator, ...each]))
}

function named(name: string, value: Json, between: string): Piece[] {
  return [{ text: quoted(name), name }, between, { text: literal(value), name }]
}

/** The arguments of an EXEC before those that it has: a later one of a name wins. */
function execEdits({ text, tokens, next }: Opened, values: Values): FilledEdit[] {
  if (Object.keys(values).length === 0) return []
  const at = tokens[next - 1]?.end ?? endOf(text, tokens)
  const given = argumentNames(tokens.slice(next))
  const more = without(values, given)
  if (more.length === 0) return []
  const json = literal(jsonText(Object.fromEntries(more)))
  return [edit(at, [` @@json = ${json}${tokens.length > next ? ',' : ''}`])]
}

function argumentNames(tokens: readonly Token[]): string[] {
  return tokens.flatMap((token, at) =>
    token.text === '@' && tokens[at + 1] !== undefined
      ? [identifierOf(tokens[at + 1] as Token)]
      : [],
  )
}

/** Conditions beside those that a statement has. */
function whereEdits({ text, tokens, next }: Opened, conditions: Values): FilledEdit[] {
  const all = Object.entries(conditions)
  if (all.length === 0) return []
  const pieces = listed(
    all.map(([name, value]) => named(name, value, ' = ')),
    ' AND ',
  )
  const end = topLevel(tokens, next, (token) => isWord(token, 'RETURNING'))
  const at = tokens[end]?.start ?? endOf(text, tokens)
  const where = topLevel(tokens, next, (token) => isWord(token, 'WHERE'))
  const after = tokens[where]?.end
  if (after === undefined) return [edit(at, [' WHERE ', ...pieces, ' '])]
  return [edit(after, [' ', ...pieces, ' AND (']), edit(at, [') '])]
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

function updateEdits({ text, tokens, next }: Opened, values: Values): FilledEdit[] {
  const clauses = ['WHERE', 'RETURNING', 'FROM']
  const end = topLevel(tokens, next, (token) => clauses.some((word) => isWord(token, word)))
  const at = tokens[end]?.start ?? endOf(text, tokens)
  const isSet = isWord(tokens[next], 'SET')
  const given = isSet ? assigned(tokens.slice(next + 1, end)) : []
  const more = without(values, given)
  if (more.length === 0) return []
  const list = listed(
    more.map(([name, value]) => named(name, value, ' = ')),
    ', ',
  )
  return [edit(at, [isSet ? ', ' : ' SET ', ...list, ' '])]
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

function insertEdits({ text, tokens, next }: Opened, values: Values): FilledEdit[] {
  const afterName = tokens[next - 1]?.end ?? endOf(text, tokens)
  if (!isSymbol(tokens[next], '(')) {
    if (isWord(tokens[next], 'SELECT') || isWord(tokens[next], 'VALUES')) throw unnamed()
    const all = Object.entries(values)
    const [columns, list] = [columnPieces(all, ', '), valuePieces(all, ', ')]
    return [edit(afterName, [' (', ...columns, ') VALUES (', ...list, ') '])]
  }
  const close = closing(tokens, next)
  const given = tokens.slice(next + 1, close).filter((token) => !isSymbol(token, ','))
  const more = without(values, given.map(identifierOf))
  if (more.length === 0) return []
  if (!isWord(tokens[close + 1], 'VALUES')) throw unnamed()
  const edits = [edit(tokens[close]?.start ?? 0, [', ', ...columnPieces(more, ', ')])]
  for (let at = close + 2; isSymbol(tokens[at], '(');) {
    const end = closing(tokens, at)
    edits.push(edit(tokens[end]?.start ?? 0, [', ', ...valuePieces(more, ', ')]))
    at = end + (isSymbol(tokens[end + 1], ',') ? 2 : 1)
  }
  return edits
}

function columnPieces(all: readonly [string, Json][], separator: string): Piece[] {
  return listed(
    all.map(([name]) => [{ text: quoted(name), name }]),
    separator,
  )
}

function valuePieces(all: readonly [string, Json][], separator: string): Piece[] {
  return listed(
    all.map(([name, value]) => [{ text: literal(value), name }]),
    separator,
  )
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

function without(values: Values, given: readonly string[]): [string, Json][] {
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
    'an input adds columns to INSERT INTO t, or to INSERT INTO t (columns) VALUES (…)',
  )
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function literal(value: Json): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return sqlText(value)
  if (isExactNumber(value)) return value.text
  return typeof value === 'object' ? literal(jsonText(value)) : String(value).toUpperCase()
}
