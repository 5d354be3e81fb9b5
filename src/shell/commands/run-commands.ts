import { readFile } from 'node:fs/promises'
import { AppError } from '../../errors/index.js'
import { utf8Text, sqlText } from '../../util/index.js'
import { shownText } from '../view/shown-text.js'
import { editOutside } from '../editor/edit-outside.js'
import type { Command, CommandContext } from './command.js'

/** What runs statements, in other ways than Enter. */
export const RUN_COMMANDS: readonly Command[] = [
  {
    name: '\\i',
    usage: '\\i FILE',
    says: 'run the statements of a file',
    run: async (file, context) => {
      if (file === '') throw new AppError('USAGE', '\\i takes a file')
      await context.run(await textOf(file))
    },
  },
  {
    name: '\\e',
    usage: '\\e [FILE]',
    says: 'write a statement in $EDITOR; the last one, or a file, to begin with',
    run: async (file, context) => {
      const before = file === '' ? (context.choices.last ?? '') : await textOf(file)
      context.edit(await context.screen.lend(() => editOutside(before)))
    },
  },
  {
    name: '\\watch',
    usage: '\\watch [SECONDS]',
    says: 'run the last statement again and again; Ctrl-C ends it',
    run: watch,
  },
  {
    name: '\\explain',
    usage: '\\explain [analyze] [STATEMENT]',
    says: 'the plan of a statement, or of the last one',
    run: (argument, context) => {
      const [, analyze, sql = ''] = /^(analyze\b)?\s*([\s\S]*)$/i.exec(argument) ?? []
      const statement = sql === '' ? lastOf(context) : sql
      return context.run(`EXPLAIN ${analyze === undefined ? '' : 'ANALYZE '}${statement}`)
    },
  },
  {
    name: '\\coverage',
    usage: '\\coverage',
    says: 'who answered the last statement, and who did not',
    run: (_, context) => context.run('SHOW COVERAGE'),
  },
  {
    name: '\\dry-run',
    usage: '\\dry-run [on|off]',
    says: 'show what writes would do, and do nothing',
    run: (argument, context) => {
      const { choices, screen } = context
      if (!['', 'on', 'off'].includes(argument)) {
        throw new AppError('USAGE', `\\dry-run takes on or off, not "${argument}"`)
      }
      choices.dryRun = argument === '' ? !choices.dryRun : argument === 'on'
      screen.print(`dry-run is ${choices.dryRun ? 'on' : 'off'}\n`)
    },
  },
  {
    name: '\\region',
    usage: '\\region [REGION,…|all]',
    says: 'regions of statements that name none',
    run: async (argument, context) => {
      if (argument !== '') await context.run(`SET regions = ${sqlText(argument)}`)
      const regions = await context.session.regions()
      context.screen.print(`regions: ${regions.map(shownText).join(', ')}\n`)
    },
  },
  {
    name: '\\profile',
    usage: '\\profile NAME',
    says: 'go on with another profile of the AWS configuration',
    run: async (profile, context) => {
      if (profile === '') throw new AppError('USAGE', '\\profile takes a name')
      await context.reopen({ profile })
      context.screen.print(`profile is ${profile}\n`)
    },
  },
]

async function watch(argument: string, context: CommandContext): Promise<void> {
  const seconds = argument === '' ? 2 : Number(argument)
  if (!(seconds > 0)) throw new AppError('USAGE', '\\watch takes a number of seconds')
  const statement = lastOf(context)
  do {
    context.screen.print(`every ${String(seconds)} s: ${new Date().toISOString()}\n`)
    await context.run(statement, { fresh: true })
  } while (await context.wait(seconds * 1000))
}

/** @throws AppError USAGE where there is none */
export function lastOf({ choices }: Pick<CommandContext, 'choices'>): string {
  if (choices.last !== undefined) return choices.last
  throw new AppError('USAGE', 'no statement has run yet')
}

async function textOf(file: string): Promise<string> {
  try {
    return utf8Text(await readFile(file))
  } catch (cause) {
    throw new AppError('USAGE', `cannot read ${file}: ${(cause as Error).message}`, { cause })
  }
}
