import type { TextEdit } from '../../util/index.js'
import { isSymbol, isWord, type Token } from '../token.js'
import { closeBracket, openParenthesis } from './surroundings.js'

const BOOLEANS: Readonly<Record<string, string>> = {
  on: 'true',
  off: 'false',
  yes: 'true',
  no: 'false',
}

/** What Postgres' words for times come to, as text that casts of all time types take. */
const MOMENTS: Readonly<Record<string, string>> = {
  now: 'now()',
  today: 'current_date',
  tomorrow: '(current_date + 1)',
  yesterday: '(current_date - 1)',
}

/**
 * Literals whose text DuckDB reads otherwise, where the type that they are cast to is written beside them: arrays in
 * braces, words for times and truth, amounts of money, addresses of networks.
 */
export function typedLiteralEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'string') return []
    const value = plainText(token)
    const type = typeOf(tokens, index)
    if (value === undefined || type === undefined) return []
    const text = rewritten(value, type)
    return text === undefined ? [] : [{ start: token.start, end: token.end, text }]
  })
}

function rewritten(value: string, { name, isArray }: LiteralType): string | undefined {
  if (isArray) return value.trimStart().startsWith('{') ? arrayText(value) : undefined
  const word = value.trim().toLowerCase()
  if (/^bool(?:ean)?$/.test(name))
    return Object.hasOwn(BOOLEANS, word) ? `'${BOOLEANS[word] ?? ''}'` : undefined
  if (/^(?:date|timestamp|timestamptz)$/.test(name))
    return Object.hasOwn(MOMENTS, word) ? MOMENTS[word] : undefined
  if (name === 'money') return `'${value.replace(/[$,\s]/g, '')}'`
  return undefined
}

interface LiteralType {
  readonly name: string
  readonly isArray: boolean
}

/** The type that a literal is cast to by `::`, CAST, or by standing in ANY or ALL. */
function typeOf(tokens: readonly Token[], index: number): LiteralType | undefined {
  const next = tokens[index + 1]
  if (isSymbol(next, '::')) return typeAt(tokens, index + 2)
  if (isSymbol(tokens[index - 1], '(')) {
    const caller = tokens[index - 2]
    if (isSymbol(next, ')') && ['ANY', 'ALL', 'SOME'].some((word) => isWord(caller, word)))
      return { name: '', isArray: true }
    const isCast = isWord(caller, 'CAST') || isWord(caller, 'TRY_CAST')
    if (isCast && isWord(next, 'AS')) return typeAt(tokens, index + 2)
  }
  return undefined
}

function typeAt(tokens: readonly Token[], index: number): LiteralType | undefined {
  const type = tokens[index]
  if (type?.kind !== 'word') return undefined
  const last = isSymbol(tokens[index + 1], '(') ? closeBracket(tokens, index + 1) : index
  return { name: type.text.toLowerCase(), isArray: isSymbol(tokens[last + 1], '[') }
}

/** What a plain literal says; undefined for E'…' and $$…$$. */
function plainText({ text }: Token): string | undefined {
  return /^'(?:[^']|'')*'$/.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined
}

const ARRAY_PART = /\s*(?:([{},])|"((?:[^"\\]|\\[\s\S])*)"|((?:[^{},"\\]|\\[\s\S])+))/y

/** `{a,"b c",{1,2},NULL}` as a list of DuckDB's; undefined where it is none. */
export function arrayText(value: string): string | undefined {
  const trimmed = value.trim()
  let text = ''
  let depth = 0
  for (let at = 0; at < trimmed.length; at = ARRAY_PART.lastIndex) {
    ARRAY_PART.lastIndex = at
    const match = ARRAY_PART.exec(trimmed)
    if (match === null) return undefined
    const [, mark, quoted, bare] = match
    if (mark === '{') {
      depth++
      text += '['
    } else if (mark === '}') {
      if (--depth < 0 || (depth === 0 && ARRAY_PART.lastIndex < trimmed.length)) return undefined
      text += ']'
    } else if (mark === ',') text += ', '
    else if (quoted !== undefined) text += literal(quoted.replace(/\\([\s\S])/g, '$1'))
    else {
      const item = (bare ?? '').trim()
      text += /^null$/i.test(item) ? 'NULL' : literal(item.replace(/\\([\s\S])/g, '$1'))
    }
  }
  return depth === 0 ? text : undefined
}

function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** Where the type of a cast is written that DuckDB has under another name, or not at all. */
export function typeNameEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    if (!isWord(token, 'MONEY')) return []
    const caller = isWord(tokens[index - 1], 'AS')
      ? tokens[openParenthesis(tokens, index) - 1]
      : undefined
    const isCast = isWord(caller, 'CAST') || isWord(caller, 'TRY_CAST')
    if (!isSymbol(tokens[index - 1], '::') && !isCast) return []
    return [{ start: token.start, end: token.end, text: 'DECIMAL(19, 2)' }]
  })
}
