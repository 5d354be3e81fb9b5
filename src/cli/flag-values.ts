import { AppError } from '../errors/index.js'

export function positiveInteger(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new AppError('USAGE', `"${text}" is not a whole number above 0`)
}

export function positiveNumber(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new AppError('USAGE', `"${text}" is not a number above 0`)
}

/** Seconds; 0 stands for no limit. */
export function timeLimit(text: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0 && text.trim() !== '') return value
  throw new AppError('USAGE', `"${text}" is not a number of seconds`, {
    hint: '0 stands for no limit',
  })
}

export function wholeNumber(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0 && text.trim() !== '') return value
  throw new AppError('USAGE', `"${text}" is not a whole number`)
}

/** A TCP port; 0 stands for any free one. */
export function portNumber(text: string): number {
  const port = wholeNumber(text)
  if (port <= 65_535) return port
  throw new AppError('USAGE', `"${text}" is not a port: they end at 65535`)
}

/** A flag that may be given several times. */
export function repeated(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

/**
 * What stands between fields of CSV: one character, `\t` for a tab.
 * @throws AppError USAGE for what a reader cannot tell from fields, quotes and lines
 */
export function delimiter(text: string): string {
  const character = text === '\\t' ? '\t' : text
  if (character.length === 1 && !/["\r\n]/.test(character)) return character
  throw new AppError('USAGE', `--delimiter ${JSON.stringify(text)} cannot stand between fields`, {
    hint: "one character that is no quote and no line end: ';', '|', '\\t'",
  })
}
