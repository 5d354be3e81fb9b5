import { AppError } from '../../errors/index.js'
import { changed, settingText, SETTING_NAMES } from '../settings.js'
import type { Command, CommandContext } from './command.js'
import { lastOf } from './run-commands.js'

function switched(
  { choices, choose, screen }: CommandContext,
  name: 'timing' | 'expanded',
  argument: string,
): void {
  const now = settingText(choices.settings, name)
  const value = argument === '' ? (now === 'on' ? 'off' : 'on') : argument
  choose(changed(choices.settings, name, value))
  screen.print(`${name} is ${settingText(choices.settings, name)}\n`)
}

/** How answers are shown, and where they go. */
export const OUTPUT_COMMANDS: readonly Command[] = [
  {
    name: '\\x',
    usage: '\\x [on|off|auto]',
    says: 'a line for each column; auto where a table does not fit',
    run: (argument, context) => switched(context, 'expanded', argument),
  },
  {
    name: '\\timing',
    usage: '\\timing [on|off]',
    says: 'time and calls below each answer',
    run: (argument, context) => switched(context, 'timing', argument),
  },
  {
    name: '\\o',
    usage: '\\o [FILE]',
    says: 'write answers to a file (.csv, .json, .jsonl, .md, .yaml, .parquet); without one, to the screen again',
    run: (file, context) => {
      context.choices.outfile = file === '' ? undefined : file
      context.screen.print(file === '' ? 'answers go to the screen\n' : `answers go to ${file}\n`)
    },
  },
  {
    name: '\\g',
    usage: '\\g [FILE]',
    says: 'run the last statement again, its answer to a file if one is named',
    run: (file, context) => context.run(lastOf(context), file === '' ? {} : { outfile: file }),
  },
  {
    name: '\\gx',
    usage: '\\gx',
    says: 'run the last statement again, a line for each column',
    run: (_, context) => context.run(lastOf(context), { expanded: true }),
  },
  {
    name: '\\copy',
    usage: "\\copy (QUERY) to 'FILE'",
    says: 'write the answer of a query to a file, by its ending',
    run: async (argument, context) => {
      const [, query, file] = /^\(([\s\S]*)\)\s+to\s+'([^']+)'\s*;?$/i.exec(argument) ?? []
      if (query === undefined || file === undefined) {
        throw new AppError('USAGE', "\\copy takes (QUERY) to 'FILE'")
      }
      await context.run(query, { outfile: file })
    },
  },
  {
    name: '\\set',
    usage: '\\set [NAME VALUE]',
    says: `settings: ${SETTING_NAMES.join(', ')}`,
    run: async (argument, context) => {
      const [name = '', value = 'on'] = argument.split(/[\s=]+/)
      const { choices, choose, screen } = context
      if (name !== '') choose(changed(choices.settings, name, value))
      if (name === 'cache_ttl') await context.run(`SET cache_ttl = ${value}`)
      const shown = SETTING_NAMES.filter((each) => name === '' || name === each)
      screen.print(
        shown.map((each) => `${each} = ${settingText(choices.settings, each)}\n`).join(''),
      )
    },
  },
]
