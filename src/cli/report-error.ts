import type { AppError } from '../errors/index.js'

/** Prints an error to stderr: what, where, what to do. */
export async function reportError(error: AppError): Promise<void> {
  const { formatError } = await import('../format/index.js')
  process.stderr.write(`${formatError(error, { color: useColor(process.stderr) })}\n`)
}

/** Colour on a terminal, unless NO_COLOR or --color say otherwise. */
export function useColor(stream: { readonly isTTY?: boolean }): boolean {
  if (colorChoice !== 'auto') return colorChoice === 'on'
  const { NO_COLOR: none, FORCE_COLOR: force } = process.env
  if (none !== undefined && none !== '') return false
  if (force !== undefined && force !== '' && force !== '0') return true
  return stream.isTTY === true && process.env['TERM'] !== 'dumb'
}

type ColorChoice = 'on' | 'off' | 'auto'
let colorChoice: ColorChoice = 'auto'

/** `--color on|off|auto`, for everything that is printed from now on. */
export function chooseColor(choice: ColorChoice): void {
  colorChoice = choice
}
