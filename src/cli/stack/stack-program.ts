import { Option, type Command } from 'commander'
import { AppError } from '../../errors/index.js'
import { positiveInteger, repeated, wholeNumber } from '../flag-values.js'
import { addSessionFlags } from '../session-flags.js'
import type { ShellFlags } from '../shell/shell-command.js'
import type { StackFlags } from './stack-flags.js'

const EXPORTS = 'write the exports of the stack there as JSON, where all went well'

/** Adds the verbs of `skyql stack`, which are those of `stack-deploy`, too. */
export function addStackVerbs(stack: Command): Command {
  verb(stack, 'plan', 'what a build would do, and why at each path; changes nothing')
    .option('--out <file>', 'keep the plan for build FILE')
    .option('--graph <file>', 'draw the graph of resources: .svg, or Mermaid: .mmd, .mermaid, .md')
    .option('--detailed-exitcode', 'exit code 2 where there are changes, 0 where there are none')
    .addHelpText(
      'after',
      examples(
        'plan net dev --local',
        'plan net prod -o markdown > plan.md',
        'plan net prod --out net.plan && skyql stack build net.plan',
      ),
    )
    .action(run(change, (commands) => commands.planCommand))
  acting(verb(stack, 'build', 'make the stack as it is declared; each resource is awaited'))
    .option('--adopt', 'take over what is there already instead of failing')
    .option('--output-file <file>', EXPORTS)
    .addHelpText(
      'after',
      examples(
        'build net dev --local',
        'build net prod --yes -o json > outputs.json',
        'build net prod --yes --target vpc --on-failure rollback',
      ),
    )
    .action(run(change, (commands) => commands.buildCommand))
  verb(stack, 'test', 'compare every resource with its declaration; changes nothing')
    .option('--dry-run', 'test changes nothing anyway')
    .option('--output-file <file>', EXPORTS)
    .addHelpText('after', examples('test net dev --local'))
    .action(run(check, (commands) => commands.testCommand))
  acting(verb(stack, 'teardown', 'delete what the stack has made, what was built last first'))
    .option('--adopt', 'delete what is there under a declared name, too, whoever has made it')
    .addHelpText('after', examples('teardown net dev --local --yes'))
    .action(run(change, (commands) => commands.teardownCommand))
  acting(verb(stack, 'drift', 'what differs from the manifest in the cloud'))
    .option('--detailed-exitcode', 'exit code 2 where there is drift, 0 where there is none')
    .option('--accept', "write what is there into the manifest's props")
    .option('--revert', 'put back what the manifest declares')
    .addHelpText(
      'after',
      examples('drift net prod --detailed-exitcode', 'drift net prod --revert --yes'),
    )
    .action(run(check, (commands) => commands.driftCommand))
  verb(stack, 'import', 'declare a resource that exists, and remember it as the stack’s own')
    .argument('<type>', 'AWS::S3::Bucket, or s3.buckets')
    .argument('<identifier>', 'what Cloud Control calls it')
    .addHelpText('after', examples('import net prod AWS::EC2::VPC vpc-0a1b2c3d'))
    .action(async (...[dir, environment, type, identifier, flags]: [...Words, flags: StackFlags]) =>
      (await manage()).importCommand(dir, environment, [type, identifier], flags),
    )
  verb(stack, 'info', 'the stack’s resources, and what is recorded of them')
    .addHelpText('after', examples('info net dev --local'))
    .action(async (dir: string, environment: string, flags: StackFlags) =>
      (await manage()).infoCommand(dir, environment, flags),
    )
  stack
    .command('init')
    .description('begin a stack in a new folder')
    .argument('<name>', 'its name, and that of its folder')
    .option('--template <name>', 'begin with an example (network, bucket, …) or a folder')
    .addHelpText('after', examples('init my-net --template network'))
    .action(async (name: string, flags: { readonly template?: string }) =>
      (await manage()).initCommand(name, flags),
    )
  verb(stack, 'shell', 'SQL in the region of the stack').action(
    async (dir: string, environment: string, flags: StackFlags & ShellFlags) =>
      (await manage()).stackShellCommand(dir, environment, flags),
  )
  verb(stack, 'unlock', 'take the stack away from a run that is gone for good').action(
    async (dir: string, environment: string, flags: StackFlags) =>
      (await manage()).unlockCommand(dir, environment, flags),
  )
  return stack
}

type Words = [dir: string, environment: string, type: string, identifier: string]

const manage = () => import('./manage-commands.js')

type Verb<F> = (dir: string, environment: string | undefined, flags: F) => Promise<void>

const change = () => import('./stack-commands.js')

const check = () => import('./check-commands.js')

function run<T, F>(load: () => Promise<T>, choose: (commands: T) => Verb<F>): Verb<F> {
  return async (dir, environment, flags) => choose(await load())(dir, environment, flags)
}

function verb(stack: Command, name: string, description: string): Command {
  const command = stack
    .command(name)
    .description(description)
    .argument(
      '<dir>',
      name === 'build'
        ? 'folder of the manifest, or a plan of plan --out'
        : 'folder of the manifest',
    )
    .argument(
      ['import', 'info', 'shell', 'unlock'].includes(name) ? '<environment>' : '[environment]',
      'environment, e.g. dev',
    )
    .option('-e, --env <name=value>', 'variable of the manifest; may be repeated', repeated, [])
    .option('--env-file <file>', 'variables as NAME=VALUE lines (default: .env)')
    .option('--vars <file>', 'variables as yaml, json or .env; may be repeated', repeated, [])
    .option('--parallelism <n>', 'resources that are worked on at once', positiveInteger, 10)
    .option('--read-only', 'refuse what changes something, statements of .iql files included')
    .option('--sequential', "one resource after another, in the manifest's order")
    .option(
      '--target <name>',
      'this resource and what it needs alone; may be repeated',
      repeated,
      [],
    )
    .option(
      '--exclude <name>',
      'all but this resource and what needs it; may be repeated',
      repeated,
      [],
    )
    .option(
      '--state <where>',
      'folder of the record, s3://bucket/prefix, or none (default: .skyql/stacks beside the manifest)',
    )
    .option(
      '--lock-timeout <seconds>',
      'how long to wait for another run on this stack',
      wholeNumber,
      0,
    )
    .option('--tag-prefix <prefix>', 'of the tags that tell whose a resource is', 'skyql:')
    .option(
      '--assume-new',
      'the stack has no resources yet: nothing that looks like one of them is',
    )
    .addOption(
      new Option('-o, --output <format>', 'format of the answer')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--show-queries', 'print the statements of .iql files as they are run, on stderr')
    .addOption(
      new Option('--log-level <level>', 'debug as --debug, warning and error less than info')
        .choices(LOG_LEVELS)
        .argParser(logLevel),
    )
  return addSessionFlags(command)
}

/** As the existing runners name them, some in capitals. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'warning', 'error', 'critical']

function logLevel(given: string): string {
  const level = given.toLowerCase()
  if (LOG_LEVELS.includes(level)) return level
  throw new AppError('USAGE', `"${given}" is no log level: ${LOG_LEVELS.join(', ')}`)
}

function acting(command: Command): Command {
  return command
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'tell what would be done; changes nothing')
    .addOption(
      new Option(
        '--on-failure <what>',
        'when a resource fails: undo what this run did, begin nothing new, or stop its dependents alone',
      )
        .choices(['rollback', 'stop', 'continue', 'error', 'ignore'])
        .default('continue'),
    )
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ skyql stack ${line}`).join('\n')}`
}
