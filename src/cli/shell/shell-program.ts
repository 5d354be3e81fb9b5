import type { Command } from 'commander'
import { positiveInteger } from '../flag-values.js'
import { addSessionFlags } from '../session-flags.js'
import type { ShellFlags } from './shell-command.js'

/** `skyql shell`: the interactive one. */
export function addShell(program: Command): void {
  const shell = program
    .command('shell')
    .description('write and run SQL interactively')
    .option('--read-only', 'refuse statements that change something')
    .option('--strict', 'an incomplete result is an error')
    .option(
      '--max-calls <n>',
      'calls that one statement may make (default: 100000)',
      positiveInteger,
    )
  addSessionFlags(shell)
    .addHelpText('after', SHELL_EXAMPLES)
    .action(async (flags: ShellFlags) => (await import('./shell-command.js')).shellCommand(flags))
}

const SHELL_EXAMPLES = `
Examples:
  $ skyql shell --local
  $ skyql shell --profile audit --region all --read-only
  $ echo "SHOW PROVIDERS" | skyql shell

\\? in the shell lists its commands; docs/shell.md its keys. Settings: shell: in ~/.config/skyql/config.yaml`
