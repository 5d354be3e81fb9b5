import { AppError } from '../../errors/index.js'
import { askOnTerminal, canAsk } from '../confirm.js'

/**
 * Asks on the terminal whether to go on.
 * @throws AppError USAGE where there is no terminal to ask on, CANCELLED for Ctrl-C
 */
export async function confirm(question: string): Promise<boolean> {
  if (!canAsk()) {
    throw new AppError('USAGE', 'there is no terminal to ask on; nothing was changed', {
      hint: 'say --yes to go on without being asked',
    })
  }
  return ask(question)
}

/** As `confirm`; no is the answer where nobody can be asked. */
export async function ask(question: string): Promise<boolean> {
  if (!canAsk()) return false
  return askOnTerminal({ lines: [], text: question }, new AbortController().signal)
}
