import { AppError } from '../../errors/index.js'
import { nearest } from '../../util/index.js'
import type { Command } from './command.js'
import { COMMANDS, COMMAND_WORDS } from './shell-commands.js'

export interface CalledCommand {
  readonly command: Command
  readonly argument: string
}

/**
 * The command that a text calls; undefined for SQL.
 * @throws AppError USAGE for a backslash and no command
 */
export function findCommand(text: string): CalledCommand | undefined {
  const line = text.trim()
  const word = line.replace(/;$/, '').toLowerCase()
  const called = Object.hasOwn(COMMAND_WORDS, word) ? (COMMAND_WORDS[word] ?? line) : line
  if (!called.startsWith('\\')) return undefined
  const [, name = '', argument = ''] = /^(\\\S*)\s*([\s\S]*)$/.exec(called) ?? []
  const command = COMMANDS.find((each) => each.name === name)
  if (command !== undefined) return { command, argument: argument.trim() }
  const [near] = nearest(
    name,
    COMMANDS.map((each) => each.name),
  )
  throw new AppError('USAGE', `there is no command ${name}`, {
    hint: near === undefined ? '\\? lists the commands' : `did you mean ${near}?`,
  })
}
