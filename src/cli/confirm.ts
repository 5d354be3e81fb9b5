import { createInterface } from 'node:readline'
import { AppError } from '../errors/index.js'
import { visible } from '../format/index.js'
import type { Question } from '../io/index.js'

/** True where somebody sits at a terminal and can answer. */
export function canAsk(): boolean {
  return process.stdin.isTTY && process.stderr.isTTY
}

/** Asks on the terminal; anything but yes is no. */
export async function askOnTerminal(
  { lines, text }: Question,
  signal: AbortSignal,
): Promise<boolean> {
  for (const line of lines) process.stderr.write(`${visible(line)}\n`)
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      const stop = (): void => {
        reject(new AppError('CANCELLED', 'nothing was changed'))
      }
      signal.addEventListener('abort', stop, { once: true })
      reader.on('SIGINT', stop)
      reader.on('close', () => {
        resolve('')
      })
      reader.question(`${visible(text)} [y/N] `, resolve)
    })
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    reader.close()
  }
}
