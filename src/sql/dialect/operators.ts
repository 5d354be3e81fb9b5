import type { TextEdit } from '../../util/index.js'
import { isIdentifier, isSymbol, isWord, type Token } from '../token.js'
import { comparesJson, joinsJson, takesFromJson } from './json-operands.js'
import { beginsOperand, endsOperand, openParenthesis } from './surroundings.js'

/** Operators between two operands, and the macros of ours that stand for them. */
const BINARY: Readonly<Record<string, string>> = {
  '->': '~>',
  '->>': '~>>',
  '#>': '|>',
  '#>>': '|>>',
  '@>': '&>',
  '<@': '<&',
  '?': '|@',
  '?|': '|@|',
  '?&': '|@&',
  '@@': '|@@',
  '#': '^~',
  '~': '@~',
  '~*': '@~*',
  '!~': '!@~',
  '!~*': '!@~*',
  '||': '|~',
  '#-': '|!',
  '-': '`',
}

/** `@?`, two tokens to DuckDB's scanner. */
const PATH_EXISTS = '|@^'

/** Comparisons of JSON, whose order is not that of its text. */
const ORDERS: Readonly<Record<string, string>> = {
  '=': '=~=',
  '<>': '<>~=',
  '!=': '<>~=',
  '<': '<~=',
  '<=': '<=~=',
  '>': '>~=',
  '>=': '>=~=',
}

/** What is known beforehand of what is JSON in a statement. */
export interface JsonKnowledge {
  /** Names of JSON columns, in lower case: with them `||` and `-` can tell JSON from other types. */
  readonly jsonColumns?: ReadonlySet<string>
  /** Offsets of `||` and `-` whose operands are JSON. */
  readonly jsonOperators?: ReadonlySet<number>
}

const NONE: ReadonlySet<never> = new Set()

/** What the user wrote for an operator of ours. */
export const WRITTEN_OPERATORS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...BINARY, ...ORDERS, '@?': PATH_EXISTS }).map(([written, ours]) => [
    ours,
    written,
  ]),
)

/** The operators that mean something else to DuckDB, or nothing. */
export function operatorEdits(
  sql: string,
  tokens: readonly Token[],
  { jsonColumns = NONE, jsonOperators = NONE }: JsonKnowledge,
): TextEdit[] {
  const edits: TextEdit[] = []
  const clues = {
    tokens,
    jsonColumns,
    jsonJoins: new Set<number>(),
    jsonTakes: new Set<number>(),
  }
  // A column of this name may be text in another table: here only what is written as JSON counts.
  const written = { ...clues, jsonColumns: NONE }
  tokens.forEach((token, index) => {
    if (token.kind !== 'operator') return
    const order = Object.hasOwn(ORDERS, token.text) ? ORDERS[token.text] : undefined
    if (order !== undefined && comparesJson(written, index)) {
      edits.push({ start: token.start, end: token.end, text: `${order} ` })
      return
    }
    const path = tokens[index + 1]
    if (token.text === '@' && isSymbol(path, '?') && path?.start === token.end) {
      if (endsOperand(tokens[index - 1]) && beginsOperand(tokens[index + 2]))
        edits.push({ start: token.start, end: path.end, text: `${PATH_EXISTS} ` })
      return
    }
    const ours = BINARY[token.text]
    if (ours === undefined || !endsOperand(tokens[index - 1])) return
    if (!beginsOperand(tokens[index + 1])) return
    if (token.text === '->' && isLambdaArrow(tokens, index)) return
    const isKnown = jsonOperators.has(token.start)
    if (token.text === '||') {
      if (!isKnown && !joinsJson(clues, index)) return
      clues.jsonJoins.add(index)
    }
    if (token.text === '-') {
      if (isWord(tokens[index + 1], 'INTERVAL')) return
      if (!isKnown && !takesFromJson(clues, index)) return
      clues.jsonTakes.add(index)
    }
    edits.push(replaced(sql, token, ours, tokens[index + 1]))
  })
  return edits
}

/** A longer operator takes a space behind it, where there is one: what follows keeps its place. */
function replaced(sql: string, { start, end }: Token, ours: string, next?: Token): TextEdit {
  // Our operators may hold a sign that follows, so one that touches is kept apart.
  const touches = next?.kind === 'operator' && next.start === end
  if (touches) return { start, end, text: `${ours} ` }
  const longer = ours.length - (end - start)
  const spare = /^ *(?= |'|"|\()/.exec(sql.slice(end, end + longer + 1))?.[0].length ?? 0
  const taken = Math.min(longer, spare)
  return { start, end: end + taken, text: ours }
}

/** Functions of DuckDB that take a lambda behind their first argument. */
const TAKES_LAMBDA = /^(?:(?:list|array)_(?:transform|apply|filter|reduce)|apply|filter|reduce)$/i

/** `x -> x + 1` and `(x, y) -> …` as an argument: an identifier that opens the argument, and no literal behind. */
function isLambdaArrow(tokens: readonly Token[], index: number): boolean {
  const next = tokens[index + 1]
  if (isIdentifier(tokens[index - 1]) && isSymbol(tokens[index - 2], ',')) {
    const caller = tokens[openParenthesis(tokens, index) - 1]
    if (caller !== undefined && TAKES_LAMBDA.test(caller.text)) return true
  }
  if (next === undefined || next.kind === 'string' || next.kind === 'number') return false
  if (next.kind === 'parameter' || isSymbol(next, '-')) return false
  const before = tokens[index - 1]
  if (isSymbol(before, ')')) return isIdentifier(tokens[index - 2])
  const opener = tokens[index - 2]
  return isIdentifier(before) && (isSymbol(opener, '(') || isSymbol(opener, ','))
}
