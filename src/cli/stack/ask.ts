import { createInterface } from 'node:readline/promises'
import { AppError } from '../../errors/index.js'

/**
 * Asks on the terminal whether to go on.
 * @throws AppError USAGE where there is no terminal to ask on
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new AppError('USAGE', 'there is no terminal to ask on; nothing was changed', {
      hint: 'say --yes to go on without being asked',
    })
  }
  return ask(question)
}

/** As `confirm`; no is the answer where nobody can be asked. */
export async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
