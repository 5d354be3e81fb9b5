import { AppError } from '../../../../errors/index.js'

const PART = /"((?:[^"\\]|\\.)*)"|FM|TH|EEEE|MI|PL|SG|PR|RN|[90.,DGSLV]|[\s\S]/giy

/**
 * Postgres' to_char of a number (chapter 9.8 of its manual): digits, separators and signs.
 * @param value decimal digits, perhaps with a sign, a point or an exponent
 * @throws AppError SQL_RUNTIME for a pattern that is not supported (RN, V, EEEE, PL)
 */
export function numberText(value: string, pattern: string): string {
  const parts = readParts(pattern)
  const isFilled = !parts.some(({ kind }) => kind === 'FM')
  const [wholePlaces, fractionPlaces] = countPlaces(parts)
  const { negative, whole, fraction } = rounded(value, fractionPlaces)
  const isZero = /^0*$/.test(whole + fraction)
  const sign = negative && !isZero ? '-' : ''
  const significant = whole.replace(/^0+(?=\d)/, '')
  const overflows = significant !== '0' && significant.length > wholePlaces
  const digits = overflows ? '#'.repeat(wholePlaces) : whole.padStart(wholePlaces, '0')
  const firstZero = parts.findIndex(({ kind }) => kind === '0')
  const hasOwnSign = parts.some(({ kind }) => /^(?:S|MI|SG|PR)$/.test(kind))
  let [seen, isFraction, started, text, place] = [0, false, false, '', 0]
  const begin = (): void => {
    if (started) return
    started = true
    if (!hasOwnSign) text += sign === '' ? (isFilled ? ' ' : '') : '-'
    if (parts.some(({ kind }) => kind === 'PR')) text += sign === '' ? (isFilled ? ' ' : '') : '<'
    if (leadingSign(parts)) text += sign === '' ? '+' : '-'
  }
  const lastShown = fraction.replace(/0+$/, '').length
  parts.forEach(({ kind, text: written }, index) => {
    if (kind === '9' || kind === '0') {
      if (isFraction) {
        begin()
        const isNeeded = kind === '0' || isFilled || place < lastShown || zeroFollows(parts, index)
        if (isNeeded) text += overflows ? '#' : (fraction[place] ?? '0')
        place++
        return
      }
      const digit = digits[seen++] ?? '0'
      const isLast = seen === wholePlaces
      const isLeading = !started && digit === '0'
      const isShown =
        !isLeading ||
        kind === '0' ||
        (firstZero !== -1 && index > firstZero) ||
        (isLast && fractionPlaces === 0 && !parts.some((part) => part.kind === '.'))
      if (isShown) {
        begin()
        text += digit
      } else if (isFilled) text += ' '
      return
    }
    if (kind === '.') {
      isFraction = true
      begin()
      text += '.'
    } else if (kind === ',') text += started ? ',' : isFilled ? ' ' : ''
    else if (kind === 'MI') text += sign === '-' ? '-' : isFilled ? ' ' : ''
    else if (kind === 'SG') text += sign === '' ? '+' : '-'
    else if (kind === 'S') text += !leadingSign(parts) ? (sign === '' ? '+' : '-') : ''
    else if (kind === 'PR') text += sign === '' ? (isFilled ? ' ' : '') : '>'
    else if (kind === 'TH')
      text += sign === '' && fractionPlaces === 0 ? ordinal(significant, written) : ''
    else if (kind === 'L') text += '$'
    else if (kind === 'text') text += written
  })
  return text
}

interface Part {
  readonly kind: string
  readonly text: string
}

function readParts(pattern: string): Part[] {
  const parts: Part[] = []
  for (const [written, quoted] of pattern.matchAll(new RegExp(PART.source, 'gi'))) {
    const upper = written.toUpperCase()
    if (/^(?:RN|V|EEEE|PL)$/.test(upper))
      throw new AppError('SQL_RUNTIME', `to_char: the pattern ${written} is not supported`)
    if (quoted !== undefined) parts.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') })
    else if (/^(?:FM|TH|MI|SG|PR|[90SL])$/.test(upper)) parts.push({ kind: upper, text: written })
    else if (upper === '.' || upper === 'D') parts.push({ kind: '.', text: '.' })
    else if (upper === ',' || upper === 'G') parts.push({ kind: ',', text: ',' })
    else parts.push({ kind: 'text', text: written })
  }
  return parts
}

function countPlaces(parts: readonly Part[]): [whole: number, fraction: number] {
  const point = parts.findIndex(({ kind }) => kind === '.')
  const places = (some: readonly Part[]): number =>
    some.filter(({ kind }) => /^[90]$/.test(kind)).length
  return point === -1
    ? [places(parts), 0]
    : [places(parts.slice(0, point)), places(parts.slice(point))]
}

function zeroFollows(parts: readonly Part[], index: number): boolean {
  return parts.slice(index).some(({ kind }) => kind === '0')
}

/** An S before all digits. */
function leadingSign(parts: readonly Part[]): boolean {
  const sign = parts.findIndex(({ kind }) => kind === 'S')
  return sign !== -1 && sign < parts.findIndex(({ kind }) => /^[90]$/.test(kind))
}

/** Digits, rounded half away from zero to so many places. */
function rounded(
  value: string,
  places: number,
): { readonly negative: boolean; readonly whole: string; readonly fraction: string } {
  const match = /^(-?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i.exec(value.trim())
  if (match === null) throw new AppError('SQL_RUNTIME', `to_char: ${value} is no finite number`)
  const [, minus = '', left = '', right = '', exponent = '0'] = match
  const all = left + right
  const point = left.length + Number(exponent)
  const padded = point < 0 ? '0'.repeat(-point) + all : all.padEnd(point, '0')
  const at = Math.max(point, 0)
  const kept = padded.slice(0, at + places).padEnd(at + places, '0')
  const next = padded[at + places] ?? '0'
  const scaled = BigInt(kept === '' ? '0' : kept) + (next >= '5' ? 1n : 0n)
  const digits = String(scaled).padStart(places + 1, '0')
  return {
    negative: minus === '-',
    whole: digits.slice(0, digits.length - places),
    fraction: places === 0 ? '' : digits.slice(-places),
  }
}

/** `st`, `nd`, `rd` or `th` behind a number, in capitals where the pattern has them. */
export function ordinal(digits: string, written: string): string {
  const teen = /1\d$/.test(digits)
  const suffix = teen
    ? 'th'
    : (({ 1: 'st', 2: 'nd', 3: 'rd' } as Record<string, string>)[digits.at(-1) ?? ''] ?? 'th')
  return written.startsWith('T') ? suffix.toUpperCase() : suffix
}
