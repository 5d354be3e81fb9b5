import { Command } from 'commander'
import { addEmulator } from './emulator/emulator-program.js'
import { addExec } from './exec/exec-program.js'
import { addPolicy } from './policy/policy-program.js'
import { addProviders } from './providers/providers-program.js'
import { addShell } from './shell/shell-program.js'
import { addSkeleton } from './skeleton/skeleton-program.js'
import { addStackVerbs } from './stack/stack-program.js'
import { VERSION } from './version.js'

/** The verbs. Each loads what it needs when it runs, so that `exec` pays for nothing else. */
export function createProgram(): Command {
  const program = new Command('skyql')
    .description("SQL over the cloud's control planes")
    .version(VERSION, '-V, --version')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
  addExec(program)
  addSkeleton(program)
  addShell(program)
  addPolicy(program)
  addEmulator(program)
  addProviders(program)
  addStackVerbs(
    program
      .command('stack')
      .description('build, check and tear down stacks of resources from manifests'),
  )
  program
    .command('demo')
    .description('a small estate in the embedded local cloud, and the first queries over it')
    .action(async () => (await import('./demo/demo-command.js')).demo())
  program
    .command('completion')
    .description('print a completion script for your shell')
    .argument('<shell>', 'bash, zsh or fish')
    .addHelpText('after', '\nExample:\n  $ source <(skyql completion bash)')
    .action(async (shell: string) => {
      const { completionScript } = await import('./completion/completion-command.js')
      process.stdout.write(completionScript(shell, program))
    })
  return program
}
