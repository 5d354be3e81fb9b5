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
