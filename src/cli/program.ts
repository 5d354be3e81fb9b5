/* eslint-disable @typescript-eslint/no-explicit-any, @typescript-eslint/no-unsafe-argument -- commander cannot type the flags of an action; each command declares its own */
import { Argument, Command, Option } from 'commander'
import {
  addSessionFlags,
  positiveInteger,
  portNumber,
  positiveNumber,
  wholeNumber,
} from './session-flags.js'
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

const FORMATS = ['table', 'json', 'jsonl', 'csv', 'markdown', 'vertical', 'yaml', 'parquet']

function addExec(program: Command): void {
  const exec = program
    .command('exec')
    .description('run SQL from the argument, -i FILE or stdin')
    .argument('[sql]', 'statements, separated by ;')
    .option('-i, --infile <file>', 'read the statements from a file')
    .addOption(
      new Option('-o, --output <format>', 'format of the rows').choices(FORMATS).default('table'),
    )
    .option('-f, --outfile <file>', 'write the rows to a file instead of stdout')
    .option('-H, --hide-headers', 'no column names (table, csv)')
    .option('-d, --delimiter <char>', 'separator of csv', ',')
    .option('--var <name=value>', 'value for {{ name }}; may be repeated', collect, [])
    .option('--vars <file>', 'values from a file: yaml, json or .env; may be repeated', collect, [])
    .option(
      '--input-json <file>',
      'values for INSERT INTO t and UPDATE t … WHERE (see skyql skeleton)',
    )
    .option('--input-yaml <file>', 'the same in YAML')
    .option('--dry-run', 'print what each statement would do: calls of queries, changes of writes')
    .option('-y, --yes', 'change more than one resource, or unnamed ones, without asking')
    .option('--max-changes <n>', 'resources that one statement may change', positiveInteger)
    .option('--writes-in-flight <n>', 'writes under way at once (default: 8)', positiveInteger)
    .option('--no-wait', 'answer writes with their RequestTokens instead of awaiting them')
    .option('--timeout <seconds>', 'give up a statement after this time', positiveNumber)
    .option('--read-only', 'refuse statements that change something')
    .option(
      '--resume',
      'take up writes of earlier runs whose end is unknown; SQL given with it is not run, it only gives back secrets',
    )
    .option('--strict', 'an incomplete result is an error: exit code 1, and no rows')
    .option(
      '--max-calls <n>',
      'calls that one statement may make (default: 100000)',
      positiveInteger,
    )
    .option('-q, --quiet', 'no progress and no notes on stderr; warnings and errors stay')
    .option(
      '--cache-ttl <seconds>',
      'statements of a script may use answers of those before for so long (default: 0)',
      wholeNumber,
    )
    .option('--stats', 'one JSON object about calls, rows and coverage on stderr')
  addSessionFlags(exec)
    .addHelpText('after', EXEC_EXAMPLES)
    .action(async (sql: string | undefined, flags: any) =>
      (await import('./exec/exec-command.js')).execCommand(sql, flags),
    )
}

function addSkeleton(program: Command): void {
  const skeleton = program
    .command('skeleton')
    .description('a model of a table to fill in, or a sample answer; no call is made')
    .argument('<table>', 'aws.customer_profiles.integrations')
    .addArgument(
      new Argument('[kind]', 'what to print')
        .choices(['input', 'yaml-input', 'output'])
        .default('input'),
    )
    .option('--input-json <file>', 'with output: values to check first')
    .option('--input-yaml <file>', 'the same in YAML')
  addSessionFlags(skeleton)
    .addHelpText('after', SKELETON_EXAMPLES)
    .action(async (table: string, kind: any, flags: any) =>
      (await import('./skeleton/skeleton-command.js')).skeletonCommand(table, kind, flags),
    )
}

const SKELETON_EXAMPLES = `
Examples:
  $ skyql skeleton aws.customer_profiles.integrations > integration.json
  $ skyql exec --input-json integration.json "INSERT INTO aws.customer_profiles.integrations"
  $ skyql skeleton aws.customer_profiles.integrations output`

function addShell(program: Command): void {
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
    .action(async (flags: any) => (await import('./shell/shell-command.js')).shellCommand(flags))
}

function addPolicy(program: Command): void {
  const policy = program
    .command('policy')
    .description('the IAM policy that statements or a stack need; no call is made')
    .argument('[sql]', 'statements, separated by ;, or the folder of a stack')
    .argument('[environment]', 'environment of the stack, e.g. dev')
    .option('-i, --infile <file>', 'read the statements from a file (.sql, .iql)')
    .addOption(
      new Option('-o, --output <format>', 'json is a policy document, all else rows of permissions')
        .choices(FORMATS.filter((format) => format !== 'parquet'))
        .default('json'),
    )
    .option('-e, --env <name=value>', 'variable of the stack; may be repeated', collect, [])
    .option('--env-file <file>', 'variables of the stack as NAME=VALUE lines (default: .env)')
    .option('--var <name=value>', 'value for {{ name }}; may be repeated', collect, [])
    .option('--vars <file>', 'values from a file: yaml, json or .env; may be repeated', collect, [])
    .addOption(
      new Option(
        '--for <purpose>',
        'the role that a service needs, not a policy of statements',
      ).choices(['appflow-ingestion']),
    )
    .option(
      '--domain <name>',
      'domain of Customer Profiles that is ingested into; its key is looked up',
    )
    .option('--kms-key <arn>', "the domain's key, where it is not to be looked up")
    .option('--role <name>', 'warn if this role was made for the key of another domain')
    .addOption(
      new Option('--part <part>', 'print this document of the role alone').choices([
        'policy',
        'trust',
      ]),
    )
  addSessionFlags(policy)
    .addHelpText('after', POLICY_EXAMPLES)
    .action(async (given: string | undefined, environment: string | undefined, flags: any) =>
      (await import('./policy/policy-command.js')).policyCommand(given, environment, flags),
    )
}

function addEmulator(program: Command): void {
  program
    .command('emulator')
    .description('the local cloud: the Cloud Control API for every type, on this machine')
    .option('--port <n>', 'port; 0 takes a free one', portNumber, 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--state <dir>', 'keep the state there over restarts (default: in memory)')
    .option(
      '--seed <file>',
      'resources to begin with: a yaml or json list of {type, region, properties}',
    )
    .option('--latency <ms>', 'time added to every answer', wholeNumber)
    .option(
      '--rate <n>',
      'calls a second for each account and region, ThrottlingException beyond',
      positiveNumber,
    )
    .option('--handler <ms>', 'how long an accepted write stays IN_PROGRESS', wholeNumber)
    .option('--pending <ms>', 'how long it is PENDING before that', wholeNumber)
    .option('--step <ms>', 'how long an attempt at a step of an ingestion takes', wholeNumber)
    .option('--page-size <n>', 'resources on a page of a list (default: 100)', positiveInteger)
    .option(
      '--fault <spec>',
      'a fault with its probability, e.g. throttle:0.05; may be repeated',
      collect,
      [],
    )
    .option(
      '--fault-seed <n>',
      'the same seed and calls give the same faults (default: 1)',
      wholeNumber,
    )
    .option('--modeled-status', "HTTP statuses of the service model instead of AWS's 400")
    .option('--account <id>', 'account of the callers (default: 123456789012)')
    .option('--account-key <key=id>', 'account of one access key; may be repeated', collect, [])
    .option('--region <name>', 'region of calls that are not signed (default: us-east-1)')
    .option('--regions <list>', 'regions that are enabled, separated by commas (default: all)')
    .option(
      '--organization <id=name>',
      'an account beside the management account, e.g. 222222222222=prod; may be repeated',
      collect,
      [],
    )
    .option('--fsync', 'flush every write to the disk before answering')
    .addHelpText('after', EMULATOR_EXAMPLES)
    .action(async (flags: any) =>
      (await import('./emulator/emulator-command.js')).emulatorCommand(flags),
    )
}

function addProviders(program: Command): void {
  const providers = program.command('providers').description('the catalogue of tables')
  providers
    .command('list')
    .description('providers and how many tables each has')
    .action(async () => (await import('./providers/list-command.js')).listProviders())
  providers
    .command('show')
    .description('the tables of a provider or service')
    .argument('<name>', 'awscc or awscc.ec2')
    .action(async (name: string) =>
      (await import('./providers/list-command.js')).showProvider(name),
    )
  const pages = providers
    .command('pages')
    .description('write reference pages of services, in Markdown')
    .argument('[services...]', 'awscc.customerprofiles (default: all)')
    .requiredOption('--out <dir>', 'folder for the pages')
  addSessionFlags(pages).action(async (services: string[], flags: any) =>
    (await import('./providers/pages-command.js')).writePages(services, flags),
  )
  providers
    .command('lint')
    .description('check provider documents: everything that is wrong, with file and line')
    .argument('<files...>', 'documents, JSON or YAML')
    .action(async (files: string[]) =>
      (await import('./providers/lint-command.js')).lintProviders(files),
    )
  providers
    .command('import')
    .description('make catalogue documents of registry schemas')
    .argument('<source>', 'a folder, .tar.gz or .zip of schemas, or aws for your own account')
    .option('--out <dir>', 'write the documents there (default: your own catalogue)')
    .option('--region <region>', 'region of the registry (source aws)')
    .option('--profile <name>', 'profile of the AWS configuration (source aws)')
    .addHelpText('after', IMPORT_EXAMPLES)
    .action(async (source: string, flags: any) =>
      (await import('./providers/import-command.js')).importProviders(source, flags),
    )
}

function collect(value: string, before: readonly string[]): string[] {
  return [...before, value]
}

const EXEC_EXAMPLES = `
Examples:
  $ skyql exec --local "SELECT region, domain_name, uri FROM awscc.customerprofiles.integrations"
  $ skyql exec -o json "SELECT * FROM awscc.ec2.vpcs WHERE region IN ('us-east-1', 'eu-west-1')"
  $ skyql exec --connection 'prod-%' "SELECT account_id, count(*) FROM awscc.ec2.vpcs GROUP BY ALL"
  $ skyql exec -i deploy.sql --var region=us-east-1 --vars prod.yaml
  $ skyql exec --dry-run "UPDATE awscc.s3.buckets SET tags = tags || '[{\"Key\":\"a\",\"Value\":\"b\"}]' WHERE region = 'us-east-1'"
  $ skyql exec --yes --max-changes 20 -i cleanup.sql
  $ echo "SHOW SERVICES IN awscc" | skyql exec -o csv

Exit codes: 0 done, 1 a statement failed, 2 usage or configuration, 3 result incomplete,
            4 service unreachable or throttled to the end, 130 cancelled`

const SHELL_EXAMPLES = `
Examples:
  $ skyql shell --local
  $ skyql shell --profile audit --region all --read-only
  $ echo "SHOW PROVIDERS" | skyql shell

\\? in the shell lists its commands; docs/shell.md its keys. Settings: shell: in ~/.config/skyql/config.yaml`

const POLICY_EXAMPLES = `
Examples:
  $ skyql policy "SELECT * FROM awscc.customerprofiles.integrations" > policy.json
  $ skyql policy -i deploy.iql --vars prod.yaml -o table
  $ skyql policy my-stack prod -e CIDR=10.1.0.0/16 > deployer.json
  $ skyql policy --for appflow-ingestion --domain shop --region us-east-1
  $ skyql policy --for appflow-ingestion --kms-key arn:aws:kms:us-east-1:123456789012:key/ID --part policy
  $ skyql exec "SHOW PERMISSIONS FOR DELETE FROM awscc.s3.buckets WHERE Identifier = 'b'"

docs/permissions.md says what the policy holds.`

const EMULATOR_EXAMPLES = `
Examples:
  $ skyql emulator --port 4577 --state .skyql/cloud
  $ AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=x aws cloudcontrol list-resources \\
      --type-name AWS::S3::Bucket --region us-east-1 --endpoint-url http://127.0.0.1:4577
  $ skyql emulator --latency 40 --rate 20 --fault throttle:0.05 --fault drop:0.01 --fault-seed 7

docs/local-cloud.md describes every option and fault.`

const IMPORT_EXAMPLES = `
Examples:
  $ skyql providers import CloudformationSchema.zip
  $ skyql providers import aws --region eu-central-1 --profile dev`
