import { identifierOf, isIdentifier, isSymbol, type Token } from '../token.js'
import { closeParenthesis, isKeyword, openParenthesis } from './surroundings.js'

/** What tells JSON from text where only the words of a statement are known. */
export interface JsonClues {
  readonly tokens: readonly Token[]
  /** Names of JSON columns, in lower case. */
  readonly jsonColumns: ReadonlySet<string>
  /** Places of `||` that were found to join JSON. */
  readonly jsonJoins: ReadonlySet<number>
  /** Places of `-` that were found to take a key from JSON. */
  readonly jsonTakes: ReadonlySet<number>
}

type Operand = 'json' | 'literal' | 'other'

/** Functions that answer with JSON. */
const JSON_FUNCTIONS =
  /^(?:json|to_jsonb?|jsonb?_(?:object|array|build_object|build_array|agg|object_agg|group_array|group_object|set|insert|replace|remove|patch|merge_patch|extract_path|strip_nulls))$/i

/**
 * True where the `||` at `index` has JSON on both sides, a string literal counting as JSON beside JSON, as in
 * Postgres; all else is text.
 */
export function joinsJson(clues: JsonClues, index: number): boolean {
  const left = leftOperand(clues, index)
  const right = rightOperand(clues, index)
  if (left === 'other' || right === 'other') return false
  return left === 'json' || right === 'json'
}

/**
 * True where a comparison has JSON on one side and JSON or a string literal on the other, or anything where the one is cast
 * to JSON.
 */
export function comparesJson(clues: JsonClues, index: number): boolean {
  const { tokens } = clues
  const sides = [leftOperand(clues, index), rightOperand(clues, index)]
  if (!sides.includes('json')) return false
  const last = lastOfPrimary(tokens, index + 1)
  const casts = [isSymbol(tokens[index - 2], '::'), isSymbol(tokens[last + 1], '::')]
  return !sides.includes('other') || sides.some((side, at) => side === 'json' && casts[at] === true)
}

/**
 * True where the `-` at `index` takes a key from JSON: its left operand is JSON by itself. Postgres binds minus
 * above the other operators and DuckDB binds ours alike, so behind one of those the words do not tell.
 */
export function takesFromJson(clues: JsonClues, index: number): boolean {
  const { tokens } = clues
  const last = index - 1
  const cast = isSymbol(tokens[last - 1], '::')
  const first = firstOfPrimary(tokens, cast ? last - 2 : last)
  const before = tokens[first - 1]
  if (isSymbol(before, '-') && clues.jsonTakes.has(first - 1)) return true
  if (before?.kind === 'operator' && !/^(?:=|<>|!=|<|>|<=|>=)$/.test(before.text)) return false
  return (cast ? castOperand(tokens[last]) : primaryOperand(clues, first, last)) === 'json'
}

/** Operators bind from the left: the one before the last operand says what the left side is. */
function leftOperand(clues: JsonClues, index: number): Operand {
  const { tokens } = clues
  const last = index - 1
  if (isSymbol(tokens[last - 1], '::')) return castOperand(tokens[last])
  const first = firstOfPrimary(tokens, last)
  const before = tokens[first - 1]
  if (before?.kind === 'operator') {
    if (before.text === '->' || before.text === '#>') return 'json'
    if (before.text === '->>' || before.text === '#>>') return 'other'
    if (before.text === '-' && clues.jsonTakes.has(first - 1)) return 'json'
    if (before.text === '||') return clues.jsonJoins.has(first - 1) ? 'json' : 'other'
  }
  return primaryOperand(clues, first, last)
}

function rightOperand(clues: JsonClues, index: number): Operand {
  const { tokens } = clues
  const first = index + 1
  const last = lastOfPrimary(tokens, first)
  if (isSymbol(tokens[last + 1], '::')) return castOperand(tokens[last + 2])
  return primaryOperand(clues, first, last)
}

function castOperand(type: Token | undefined): Operand {
  return type !== undefined && /^jsonb?$/i.test(type.text) ? 'json' : 'other'
}

function primaryOperand(clues: JsonClues, first: number, last: number): Operand {
  const { tokens, jsonColumns } = clues
  const begin = tokens[first]
  const end = tokens[last]
  if (end === undefined || begin === undefined) return 'other'
  if (first === last && end.kind === 'string') return 'literal'
  if (isSymbol(end, ')')) {
    if (isSymbol(begin, '(')) return leftOperand(clues, last)
    if (JSON_FUNCTIONS.test(begin.text)) return 'json'
    return /^(?:try_)?cast$/i.test(begin.text) ? castOperand(tokens[last - 1]) : 'other'
  }
  return isIdentifier(end) && jsonColumns.has(identifierOf(end).toLowerCase()) ? 'json' : 'other'
}

/** Where the name, call, literal or parenthesis that ends at `last` begins. */
function firstOfPrimary(tokens: readonly Token[], last: number): number {
  let first = last
  if (isSymbol(tokens[last], ')')) {
    first = openParenthesis(tokens, last)
    if (!isIdentifier(tokens[first - 1]) || isKeyword(tokens[first - 1])) return first
    first--
  }
  while (isSymbol(tokens[first - 1], '.') && isIdentifier(tokens[first - 2])) first -= 2
  return first
}

function lastOfPrimary(tokens: readonly Token[], first: number): number {
  let last = first
  while (isSymbol(tokens[last + 1], '.') && isIdentifier(tokens[last + 2])) last += 2
  if (isSymbol(tokens[first], '(')) return closeParenthesis(tokens, first)
  return isSymbol(tokens[last + 1], '(') ? closeParenthesis(tokens, last + 1) : last
}
