import { AppError } from '../errors/index.js'
import { doubleOf, positionAt } from '../util/index.js'
import type { Token } from './token.js'

const RADIX = /^(?:x(?:_?[0-9a-f])+|o(?:_?[0-7])+|b(?:_?[01])+)$/i

/** The value of `0x1F` and the like, which are the number 0 and a word to DuckDB's scanner. */
export function radixNumber(token: Token, next: Token | undefined): bigint | undefined {
  if (token.kind !== 'number' || token.text !== '0' || next?.start !== token.end) return undefined
  if (next.kind !== 'word' || !RADIX.test(next.text)) return undefined
  return BigInt(`0${next.text.toLowerCase().replaceAll('_', '')}`)
}

/**
 * Refuses literals that DuckDB takes for something else without a word: `1a` is 1 with an alias to it, `x'41'` and
 * `b'01'` are texts that begin with that letter.
 * @throws AppError SYNTAX
 */
export function checkLiterals(source: string, tokens: readonly Token[]): void {
  tokens.forEach((token, index) => {
    const next = tokens[index + 1]
    if (token.kind === 'string' && /^[xb]/i.test(token.text)) {
      const isBytes = /^x/i.test(token.text)
      throw problem(
        source,
        token.start,
        `${token.text[0] ?? ''}'…' is not supported`,
        isBytes ? "bytes are written '\\x41'::BLOB" : "bits are written '101'::BIT",
      )
    }
    if (token.kind !== 'number') return
    checkDigits(source, token)
    if (next?.start !== token.end) return
    if (next.kind !== 'word' && next.kind !== 'string' && next.kind !== 'number') return
    if (next.text.startsWith("'") || radixNumber(token, next) !== undefined) return
    throw problem(
      source,
      next.start,
      `"${next.text}" stands directly behind the number ${token.text}`,
      'put a space between a number and what follows; hexadecimal is 0x1F, thousands are 1_000',
    )
  })
}

/** The largest integer and the most digits of a decimal that DuckDB keeps; beyond them it takes a double. */
const MOST = 2n ** 128n - 1n
const MOST_DIGITS = 38

/** @throws AppError VALUE_TYPE for a number that would be rounded, infinite or 0 */
function checkDigits(source: string, { text, start }: Token): void {
  if (text.length <= MOST_DIGITS && !/e/i.test(text)) return
  const digits = text.replaceAll('_', '')
  const isKept = /e/i.test(digits)
    ? Number.isFinite(Number(digits)) && (Number(digits) !== 0 || !/[1-9].*e/i.test(digits))
    : digits.includes('.')
      ? digits.replace('.', '').replace(/^0+/, '').length <= MOST_DIGITS
      : BigInt(digits) <= MOST
  if (isKept || doubleOf(digits) !== undefined) return
  throw new AppError('VALUE_TYPE', `the number ${shortened(text)} would not keep its value`, {
    position: positionAt(source, start),
    source,
    hint: `as a text it is exact; numbers have up to ${MOST_DIGITS} digits, and doubles go up to 1.797e308`,
  })
}

function shortened(text: string): string {
  return text.length <= 60 ? text : `${text.slice(0, 50)}…`
}

function problem(source: string, at: number, message: string, hint: string): AppError {
  return new AppError('SYNTAX', message, { position: positionAt(source, at), source, hint })
}
