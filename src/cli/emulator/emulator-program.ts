import type { Command } from 'commander'
import {
  portNumber,
  positiveInteger,
  positiveNumber,
  repeated,
  wholeNumber,
} from '../flag-values.js'
import type { EmulatorFlags } from './emulator-command.js'

/** `skyql emulator`: the local cloud. */
export function addEmulator(program: Command): void {
  program
    .command('emulator')
    .description('the local cloud: the Cloud Control API for every type, on this machine')
    .option('--port <n>', 'port; 0 takes a free one', portNumber, 0)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--allow-remote', 'listen on an address that other machines reach')
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
      repeated,
      [],
    )
    .option(
      '--fault-seed <n>',
      'the same seed and calls give the same faults (default: 1)',
      wholeNumber,
    )
    .option('--modeled-status', "HTTP statuses of the service model instead of AWS's 400")
    .option('--account <id>', 'account of the callers (default: 123456789012)')
    .option('--account-key <key=id>', 'account of one access key; may be repeated', repeated, [])
    .option('--region <name>', 'region of calls that are not signed (default: us-east-1)')
    .option('--regions <list>', 'regions that are enabled, separated by commas (default: all)')
    .option(
      '--organization <id=name>',
      'an account beside the management account, e.g. 222222222222=prod; may be repeated',
      repeated,
      [],
    )
    .option('--fsync', 'flush every write to the disk before answering')
    .addHelpText('after', EMULATOR_EXAMPLES)
    .action(async (flags: EmulatorFlags) =>
      (await import('./emulator-command.js')).emulatorCommand(flags),
    )
}

const EMULATOR_EXAMPLES = `
Examples:
  $ skyql emulator --port 4577 --state .skyql/cloud
  $ AWS_ACCESS_KEY_ID=123456789012 AWS_SECRET_ACCESS_KEY=x aws cloudcontrol list-resources \\
      --type-name AWS::S3::Bucket --region us-east-1 --endpoint-url http://127.0.0.1:4577
  $ skyql emulator --latency 40 --rate 20 --fault throttle:0.05 --fault drop:0.01 --fault-seed 7

docs/local-cloud.md describes every option and fault.`
