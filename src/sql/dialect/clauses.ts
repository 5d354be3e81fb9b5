import type { TextEdit } from '../../util/index.js'
import { isIdentifier, isSymbol, isWord, type Token } from '../token.js'
import { insertBefore, insertBehind, replaceTokens } from './edits.js'
import { operandEnd, operandStart, primaryStart } from './operands.js'
import {
  argumentsBetween,
  beginsOperand,
  clauseAt,
  closeBracket,
  endsOperand,
  isKeyword,
  openParenthesis,
} from './surroundings.js'

/** Forms of Postgres, SQLite and MySQL that DuckDB's grammar lacks, in words that it has. */
export function clauseEdits(tokens: readonly Token[]): TextEdit[] {
  return tokens.flatMap((token, index) => {
    if (token.kind !== 'word')
      return token.kind === 'operator' ? [] : limitedTextEdits(tokens, index)
    switch (token.text.toUpperCase()) {
      case 'SYMMETRIC':
        return betweenEdits(tokens, index)
      case 'LIMIT':
        return limitEdits(tokens, index)
      case 'REGEXP':
        return searchEdits(tokens, index)
      case 'SIMILAR':
        return similarEdits(tokens, index)
      case 'LIKE':
      case 'ILIKE':
        return escapeEdits(tokens, index)
      case 'OVERLAY':
        return overlayEdits(tokens, index)
      case 'SUBSTRING':
        return substringEdits(tokens, index)
      case 'ORDER':
        return orderEdits(tokens, index)
      default:
        return unitAliasEdits(tokens, index)
    }
  })
}

/** `a BETWEEN SYMMETRIC x AND y`. */
function betweenEdits(tokens: readonly Token[], index: number): TextEdit[] {
  if (!isWord(tokens[index - 1], 'BETWEEN')) return []
  const isNot = isWord(tokens[index - 2], 'NOT')
  const last = index - (isNot ? 3 : 2)
  const middle = operandEnd(tokens, index + 1) + 1
  if (!isWord(tokens[middle], 'AND')) return []
  const end = operandEnd(tokens, middle + 1)
  return [
    insertBefore(tokens, operandStart(tokens, last), `${isNot ? 'NOT ' : ''}between_symmetric_(`),
    ...replaceTokens(tokens, [last + 1, index], ','),
    ...replaceTokens(tokens, [middle, middle], ','),
    insertBehind(tokens, end, ')'),
  ]
}

/** MySQL's and SQLite's `LIMIT offset, count`. */
function limitEdits(tokens: readonly Token[], index: number): TextEdit[] {
  const [offset, comma, count] = tokens.slice(index + 1, index + 4)
  if (!isSymbol(comma, ',') || offset === undefined || count === undefined) return []
  return replaceTokens(tokens, [index + 1, index + 3], `${count.text} OFFSET ${offset.text}`)
}

/** `a REGEXP 'p'` of MySQL and SQLite: a search, as `~` is. */
function searchEdits(tokens: readonly Token[], index: number): TextEdit[] {
  const isNot = isWord(tokens[index - 1], 'NOT')
  if (!endsOperand(tokens[index - (isNot ? 2 : 1)])) return []
  return replaceTokens(tokens, [isNot ? index - 1 : index, index], isNot ? '!@~' : '@~')
}

/** SIMILAR TO takes `%` and `_`, and leaves dots alone; DuckDB takes its pattern for a regular expression. */
function similarEdits(tokens: readonly Token[], index: number): TextEdit[] {
  if (!isWord(tokens[index + 1], 'TO')) return []
  const last = operandEnd(tokens, index + 2)
  return [insertBefore(tokens, index + 2, 'similar_('), insertBehind(tokens, last, ')')]
}

/** A backslash escapes in LIKE by itself. */
function escapeEdits(tokens: readonly Token[], index: number): TextEdit[] {
  if (['ANY', 'ALL', 'SOME'].some((word) => isWord(tokens[index + 1], word))) return []
  const begin = isWord(tokens[index - 1], 'NOT') ? index - 2 : index - 1
  if (!endsOperand(tokens[begin]) || !beginsOperand(tokens[index + 1])) return []
  const last = operandEnd(tokens, index + 1)
  if (isWord(tokens[last + 1], 'ESCAPE')) return []
  const pattern = tokens[index + 1]
  if (last === index + 1 && pattern?.kind === 'string' && !pattern.text.includes('\\')) return []
  return [insertBehind(tokens, last, ` ESCAPE '\\'`)]
}

/** `overlay(a PLACING b FROM n FOR m)`. */
function overlayEdits(tokens: readonly Token[], index: number): TextEdit[] {
  const close = isSymbol(tokens[index + 1], '(') ? closeBracket(tokens, index + 1) : -1
  if (close === -1) return []
  const words = depthZero(tokens, index + 1, close, /^(?:PLACING|FROM|FOR)$/i)
  return [
    ...replaceTokens(tokens, [index, index], 'overlay_'),
    ...words.flatMap((at) => replaceTokens(tokens, [at, at], ',')),
  ]
}

/** `substring(a FROM 'pattern')` is a search; with a number it is DuckDB's own. */
function substringEdits(tokens: readonly Token[], index: number): TextEdit[] {
  const close = isSymbol(tokens[index + 1], '(') ? closeBracket(tokens, index + 1) : -1
  if (close === -1) return []
  const [from, ...others] = depthZero(tokens, index + 1, close, /^(?:FROM|FOR)$/i)
  const commas = argumentsBetween(tokens, index + 1, close)
  const at = from ?? (commas[1]?.[0] ?? 0) - 1
  if (others.length > 0 || commas.length > 2 || at < 1) return []
  if (tokens[at + 1]?.kind !== 'string') return []
  return [
    ...replaceTokens(tokens, [index, index], 'substring_match_'),
    ...(from === undefined ? [] : replaceTokens(tokens, [at, at], ',')),
  ]
}

/** `SELECT x, count(*) … ORDER BY count`: an aggregate without an alias is called by its function's name. */
function orderEdits(tokens: readonly Token[], index: number): TextEdit[] {
  if (!isWord(tokens[index + 1], 'BY')) return []
  const select = selectOf(tokens, index)
  if (select === -1) return []
  const names = unnamedCalls(tokens, select)
  const terms: TextEdit[] = []
  for (let at = index + 2; at < tokens.length; at++) {
    const token = tokens[at]
    if (isSymbol(token, '(')) at = Math.max(at, closeBracket(tokens, at))
    if (isSymbol(token, ')') || isSymbol(token, ';')) break
    const isTerm = isWord(tokens[at - 1], 'BY') || isSymbol(tokens[at - 1], ',')
    const next = tokens[at + 1]
    const ends =
      next === undefined ||
      isSymbol(next, ',') ||
      isSymbol(next, ')') ||
      isSymbol(next, ';') ||
      isKeyword(next) ||
      isWord(next, 'NULLS')
    const place =
      token?.kind === 'word' && isTerm && ends ? names.get(token.text.toLowerCase()) : undefined
    if (place !== undefined) terms.push(...replaceTokens(tokens, [at, at], String(place)))
  }
  return terms
}

/** The SELECT that an ORDER BY belongs to; -1 where it orders an aggregate, a window or a union. */
function selectOf(tokens: readonly Token[], order: number): number {
  for (let at = order; ;) {
    const { clause, at: found } = clauseAt(tokens, at)
    if (clause === 'SELECT')
      return depthZero(tokens, found, order, /^(?:UNION|INTERSECT|EXCEPT)$/i).length > 0
        ? -1
        : found
    if (clause === '' || clause === '(') return -1
    at = found
  }
}

/** Places, from 1, of the items of a SELECT that are one call without an alias, by the function's name. */
function unnamedCalls(tokens: readonly Token[], select: number): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  const taken = new Set<string>()
  const end =
    [...depthZero(tokens, select, tokens.length, /^FROM$/i), tokens.length][0] ?? tokens.length
  argumentsBetween(tokens, select, end).forEach(([first, last], item) => {
    const name = tokens[first]?.text.toLowerCase() ?? ''
    if (isSymbol(tokens[first + 1], '(') && closeBracket(tokens, first + 1) === last) {
      if (!names.has(name)) names.set(name, item + 1)
    } else taken.add(tokens[last]?.text.toLowerCase() ?? '')
  })
  for (const name of taken) names.delete(name)
  return names
}

const UNITS = /^(?:DAYS?|HOURS?|MINUTES?|SECONDS?|MONTHS?|YEARS?|WEEKS?)$/i

/** `count(*) days`: a unit of time is a keyword that DuckDB takes for no alias, unless AS stands before it. */
function unitAliasEdits(tokens: readonly Token[], index: number): TextEdit[] {
  const [before, token, next] = [tokens[index - 1], tokens[index], tokens[index + 1]]
  if (token === undefined || !UNITS.test(token.text) || !endsOperand(before)) return []
  if (!isSymbol(before, ')') && !isIdentifier(before)) return []
  if (next !== undefined && !isSymbol(next, ',') && !isWord(next, 'FROM')) return []
  if (clauseAt(tokens, index).clause !== 'SELECT') return []
  const first = primaryStart(tokens, index - 1)
  if (isWord(tokens[first - 1], 'INTERVAL') || isWord(tokens[first], 'INTERVAL')) return []
  return [insertBefore(tokens, index, 'AS ')]
}

/** `a::varchar(3)` and CAST(a AS char(3)) cut; DuckDB takes no notice of the length. */
function limitedTextEdits(tokens: readonly Token[], index: number): TextEdit[] {
  if (!isSymbol(tokens[index], '(')) return []
  const type = tokens[index - 1]
  if (type?.kind !== 'word' || !/^(?:varchar|char|bpchar|character)$/i.test(type.text)) return []
  const [length, close] = [tokens[index + 1], tokens[index + 2]]
  if (length?.kind !== 'number' || close === undefined || !isSymbol(close, ')')) return []
  if (isSymbol(tokens[index - 2], '::')) {
    return [
      insertBefore(tokens, primaryStart(tokens, index - 3), 'left('),
      ...replaceTokens(tokens, [index, index + 2], `, ${length.text})`),
    ]
  }
  const open = isWord(tokens[index - 2], 'AS') ? openParenthesis(tokens, index - 2) : -1
  const caller = tokens[open - 1]
  const end = tokens[index + 3]
  if (!(isWord(caller, 'CAST') || isWord(caller, 'TRY_CAST')) || !isSymbol(end, ')')) return []
  return [
    insertBefore(tokens, open - 1, 'left('),
    ...replaceTokens(tokens, [index, index + 2], ''),
    insertBehind(tokens, index + 3, `, ${length.text})`),
  ]
}

/** The words between two places that stand in no bracket. */
function depthZero(tokens: readonly Token[], from: number, to: number, words: RegExp): number[] {
  const found: number[] = []
  for (let at = from + 1; at < to; at++) {
    const token = tokens[at]
    if (token?.kind === 'punctuation' && /^[([{]$/.test(token.text)) {
      const close = closeBracket(tokens, at)
      if (close === -1) return found
      at = close
    } else if (isSymbol(token, ')')) return found
    else if (token?.kind === 'word' && words.test(token.text)) {
      if (!(isWord(token, 'FROM') && isWord(tokens[at - 1], 'DISTINCT'))) found.push(at)
    }
  }
  return found
}
