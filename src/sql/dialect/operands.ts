import { isIdentifier, isSymbol, isWord, type Token } from '../token.js'
import { beginsOperand, closeBracket, endsOperand, isKeyword, openBracket } from './surroundings.js'

const COMPARISON = /^(?:=|<>|!=|==|<|>|<=|>=)$/
const TYPED_LITERAL =
  /^(?:INTERVAL|DATE|TIME|TIMESTAMP|TIMESTAMPTZ|JSON|JSONB|UUID|INET|CIDR|TEXT)$/i

/**
 * Where the operand that ends at `last` begins: names, calls, casts, subscripts, CASE, and the operators between them
 * that bind above comparisons.
 */
export function operandStart(tokens: readonly Token[], last: number): number {
  for (let first = primaryStart(tokens, last); ;) {
    const before = tokens[first - 1]
    if (before?.kind !== 'operator' || COMPARISON.test(before.text)) return first
    const left = first - 2
    first = endsOperand(tokens[left]) ? primaryStart(tokens, left) : first - 1
  }
}

/** Where the operand that begins at `first` ends. */
export function operandEnd(tokens: readonly Token[], first: number): number {
  for (let last = primaryEnd(tokens, first); ;) {
    const after = tokens[last + 1]
    if (after?.kind !== 'operator' || COMPARISON.test(after.text)) return last
    if (!beginsOperand(tokens[last + 2])) return last
    last = primaryEnd(tokens, last + 2)
  }
}

/** Where the name, call, literal, cast or parenthesis that ends at `last` begins. */
export function primaryStart(tokens: readonly Token[], last: number): number {
  let first = last
  for (;;) {
    if (isWord(tokens[first], 'END')) first = openCase(tokens, first)
    else if (isSymbol(tokens[first], ')') || isSymbol(tokens[first], ']')) {
      const isSubscript = isSymbol(tokens[first], ']')
      first = openBracket(tokens, first)
      const before = tokens[first - 1]
      if (isSubscript && isWord(before, 'ARRAY')) return first - 1
      if (isSubscript && endsOperand(before)) {
        first--
        continue
      }
      if (!isSubscript && isIdentifier(before) && !isKeyword(before)) {
        first--
        continue
      }
    }
    while (isSymbol(tokens[first - 1], '.') && isIdentifier(tokens[first - 2])) first -= 2
    if (isSymbol(tokens[first - 1], '::')) {
      first -= 2
      continue
    }
    const prefix = tokens[first - 1]
    const isTyped = tokens[first]?.kind === 'string' && prefix?.kind === 'word'
    return isTyped && TYPED_LITERAL.test(prefix.text) ? first - 1 : first
  }
}

function primaryEnd(tokens: readonly Token[], first: number): number {
  let last = first
  while (isSymbol(tokens[last], '-') || isSymbol(tokens[last], '+') || isSymbol(tokens[last], '~'))
    last++
  if (isWord(tokens[last], 'CASE')) last = closeCase(tokens, last)
  else if (isSymbol(tokens[last], '(')) last = closeBracket(tokens, last)
  else if (tokens[last + 1]?.kind === 'string' && TYPED_LITERAL.test(tokens[last]?.text ?? ''))
    last++
  for (;;) {
    const after = tokens[last + 1]
    if (isSymbol(after, '.') || isSymbol(after, '::')) last += 2
    else if (isSymbol(after, '(') || isSymbol(after, '[')) {
      const close = closeBracket(tokens, last + 1)
      if (close === -1) return last
      last = close
    } else return last
  }
}

function openCase(tokens: readonly Token[], end: number): number {
  let depth = 0
  for (let at = end; at >= 0; at--) {
    if (isWord(tokens[at], 'END')) depth++
    else if (isWord(tokens[at], 'CASE') && --depth === 0) return at
  }
  return end
}

function closeCase(tokens: readonly Token[], start: number): number {
  let depth = 0
  for (let at = start; at < tokens.length; at++) {
    if (isWord(tokens[at], 'CASE')) depth++
    else if (isWord(tokens[at], 'END') && --depth === 0) return at
  }
  return start
}
