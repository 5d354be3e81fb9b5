import type { TextEdit } from '../../util/index.js'
import { isSymbol, isWord, type Token } from '../token.js'
import { insertBefore, insertBehind, replaceTokens } from './edits.js'
import { operandEnd, operandStart, primaryStart } from './operands.js'
import { openParenthesis } from './surroundings.js'

/** Operators of networks and their macros; those that other types have, too, where one side is written as a network. */
const ALWAYS: Readonly<Record<string, string>> = { '<<=': '<<|', '>>=': '>>|' }
const BESIDE_NETWORKS: Readonly<Record<string, string>> = {
  '<<': '<<~',
  '>>': '>>~',
  '&&': '&&~',
  '<': '<~|',
  '<=': '<=~|',
  '>': '>~|',
  '>=': '>=~|',
}

/** What the user wrote for an operator of networks. */
export const WRITTEN_NETWORK_OPERATORS: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...ALWAYS, ...BESIDE_NETWORKS }).map(([written, ours]) => [ours, written]),
)

/** Casts to inet and cidr, and the operators between networks. */
export function networkEdits(tokens: readonly Token[]): TextEdit[] {
  if (!tokens.some((token) => isNetworkType(token) || Object.hasOwn(ALWAYS, token.text))) return []
  return tokens.flatMap((token, index) =>
    token.kind === 'operator' ? operatorEdit(tokens, index) : castEdits(tokens, index),
  )
}

function operatorEdit(tokens: readonly Token[], index: number): TextEdit[] {
  const token = tokens[index]
  if (token === undefined) return []
  const always = Object.hasOwn(ALWAYS, token.text) ? ALWAYS[token.text] : undefined
  const beside = Object.hasOwn(BESIDE_NETWORKS, token.text)
    ? BESIDE_NETWORKS[token.text]
    : undefined
  const isBeside = beside !== undefined && hasNetworkBeside(tokens, index)
  const text = always ?? (isBeside ? beside : undefined)
  return text === undefined ? [] : [{ start: token.start, end: token.end, text: `${text} ` }]
}

function hasNetworkBeside(tokens: readonly Token[], index: number): boolean {
  const sides = [
    tokens.slice(operandStart(tokens, index - 1), index),
    tokens.slice(index + 1, operandEnd(tokens, index + 1) + 1),
  ]
  return sides.some((side) => {
    const last = side.at(-1)
    const isTyped = isNetworkType(side[0]) && side[1]?.kind === 'string'
    return isTyped || (isNetworkType(last) && isSymbol(side.at(-2), '::'))
  })
}

function castEdits(tokens: readonly Token[], index: number): TextEdit[] {
  const token = tokens[index]
  if (token === undefined || !isNetworkType(token)) return []
  const name = `${token.text.toLowerCase()}_(`
  const before = tokens[index - 1]
  if (isSymbol(before, '::')) {
    return [
      insertBefore(tokens, primaryStart(tokens, index - 2), name),
      ...replaceTokens(tokens, [index - 1, index], ')'),
    ]
  }
  if (tokens[index + 1]?.kind === 'string') {
    return [...replaceTokens(tokens, [index, index], name), insertBehind(tokens, index + 1, ')')]
  }
  const open = isWord(before, 'AS') ? openParenthesis(tokens, index) : -1
  if (!isWord(tokens[open - 1], 'CAST')) return []
  return [
    ...replaceTokens(tokens, [open - 1, open], name),
    ...replaceTokens(tokens, [index - 1, index], ''),
  ]
}

function isNetworkType(token: Token | undefined): boolean {
  return isWord(token, 'INET') || isWord(token, 'CIDR')
}
