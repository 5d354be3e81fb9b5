import { AppError } from '../../../errors/index.js'
import type { Json } from '../../../util/index.js'

/** Postgres' initcap: a word is a run of letters and digits. */
export function initcap(text: string): string {
  return text.replace(
    /[\p{L}\p{N}]+/gu,
    (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase(),
  )
}

/** A pattern of SIMILAR TO as a regular expression of RE2 that has to match the whole text. */
export function similarPattern(pattern: string): string {
  let isInBrackets = false
  return pattern.replace(/\\([\s\S])|[\s\S]/g, (char, escaped: string | undefined) => {
    if (escaped !== undefined) return /[\w\s]/.test(escaped) ? escaped : `\\${escaped}`
    if (isInBrackets) {
      if (char === ']') isInBrackets = false
      return char === '\\' ? '\\\\' : char
    }
    if (char === '[') isInBrackets = true
    if (char === '%') return '(?s:.*)'
    if (char === '_') return '(?s:.)'
    return /[.^$]/.test(char) ? `\\${char}` : char
  })
}

/**
 * Postgres' format(): `%s`, `%I`, `%L` and `%%`, with places (`%2$s`), widths (`%-10s`, `%*s`).
 * @param values texts, or null
 * @throws AppError SQL_RUNTIME for too few values and other letters
 */
export function formatText(pattern: string, values: readonly Json[]): string {
  let next = 0
  const take = (place: string | undefined): string | null => {
    const index = place === undefined ? next : Number(place) - 1
    next = index + 1
    if (index >= values.length) throw new AppError('SQL_RUNTIME', 'too few arguments for format()')
    const value = values[index]
    return typeof value === 'string' ? value : null
  }
  return pattern.replace(
    /%(?:(\d+)\$)?(-?)(\d*|\*)([sIL%]|[\s\S]|$)/g,
    (...[written, place, left, width, letter]: readonly string[]) => {
      if (letter === '%') return '%'
      if (letter === undefined || !/^[sIL]$/.test(letter)) {
        throw new AppError('SQL_RUNTIME', `format() knows %s, %I, %L and %%, not ${written ?? ''}`)
      }
      const columns = width === '*' ? Number(take(undefined) ?? 0) : Number(width)
      const text = formatted(take(place), letter)
      const isLeft = left === '-' || columns < 0
      return isLeft ? text.padEnd(Math.abs(columns)) : text.padStart(columns)
    },
  )
}

function formatted(value: string | null, letter: string): string {
  if (letter === 's') return value ?? ''
  if (letter === 'L') return value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`
  if (value === null) throw new AppError('SQL_RUNTIME', 'NULL is no name for %I of format()')
  return /^[a-z_][a-z0-9_$]*$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`
}
