import { AppError } from '../../errors/index.js'
import { CATALOG_COMMANDS } from './catalog-commands.js'
import type { Command } from './command.js'
import { OUTPUT_COMMANDS } from './output-commands.js'
import { RUN_COMMANDS } from './run-commands.js'

const HELP: Command = {
  name: '\\?',
  usage: '\\?',
  says: 'this list',
  run: (_, { screen }) => {
    const width = Math.max(...COMMANDS.map(({ usage }) => usage.length))
    screen.print(COMMANDS.map(({ usage, says }) => `  ${usage.padEnd(width)}  ${says}\n`).join(''))
  },
}

const SELF: readonly Command[] = [
  {
    name: '\\history',
    usage: '\\history [N]',
    says: 'the last N entries (20)',
    run: (argument, { screen, history }) => {
      const count = argument === '' ? 20 : Number(argument)
      if (!Number.isInteger(count) || count < 1) {
        throw new AppError('USAGE', `\\history takes a number of entries, not "${argument}"`)
      }
      screen.print(
        history
          .slice(-count)
          .map((entry) => `${entry}\n`)
          .join(''),
      )
    },
  },
  {
    name: '\\clear',
    usage: '\\clear',
    says: 'clear the screen',
    run: (_, { screen }) => screen.clear(),
  },
  {
    name: '\\q',
    usage: '\\q',
    says: 'leave',
    run: (_, context) => context.leave(),
  },
]

/** All commands, as `\?` lists them. */
export const COMMANDS: readonly Command[] = [
  HELP,
  ...CATALOG_COMMANDS,
  ...RUN_COMMANDS,
  ...OUTPUT_COMMANDS,
  ...SELF,
]

/** Words of other shells. */
export const COMMAND_WORDS: Readonly<Record<string, string>> = {
  help: '\\?',
  exit: '\\q',
  quit: '\\q',
  clear: '\\clear',
}
