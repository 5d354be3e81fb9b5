import { Option, type Command } from 'commander'
import { FORMATS } from '../formats.js'
import { delimiter, positiveInteger, repeated, timeLimit, wholeNumber } from '../flag-values.js'
import { addSessionFlags } from '../session-flags.js'
import type { ExecFlags } from './exec-command.js'

/** `skyql exec`: statements of a script or a pipe. */
export function addExec(program: Command): void {
  const exec = program
    .command('exec')
    .description('run SQL from the argument, -i FILE or stdin')
    .argument('[sql]', 'statements, separated by ;')
    .option('-i, --infile <file>', 'read the statements from a file')
    .addOption(
      new Option('-o, --output <format>', 'format of the rows').choices(FORMATS).default('table'),
    )
    .option('-f, --outfile <file>', 'write the rows to a file instead of stdout')
    .option('-H, --hide-headers', 'no column names (table, csv, tsv)')
    .option('-d, --delimiter <char>', "separator of csv ('\\t' for a tab)", delimiter, ',')
    .option(
      '--csv-safe',
      'csv and tsv for spreadsheets: an apostrophe before texts that begin like a formula (also csv_safe in config.yaml)',
    )
    .addOption(new Option('--no-csv-safe').hideHelp())
    .option('--var <name=value>', 'value for {{ name }}; may be repeated', repeated, [])
    .option(
      '--vars <file>',
      'values from a file: yaml, json or .env; may be repeated',
      repeated,
      [],
    )
    .option(
      '--input-json <input>',
      "values for an INSERT, UPDATE, DELETE or EXEC: a file, '{…}', or - for stdin (see skyql skeleton)",
    )
    .option('--input-yaml <input>', 'the same in YAML')
    .option('--dry-run', 'print what each statement would do: calls of queries, changes of writes')
    .option('-y, --yes', 'change more than one resource, or unnamed ones, without asking')
    .option('--max-changes <n>', 'resources that one statement may change', positiveInteger)
    .option('--writes-in-flight <n>', 'writes under way at once (default: 8)', positiveInteger)
    .option('--no-wait', 'answer writes with their RequestTokens instead of awaiting them')
    .option('--timeout <seconds>', 'give up a statement after this time (0: never)', timeLimit)
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
    .action(async (sql: string | undefined, flags: ExecFlags) =>
      (await import('./exec-command.js')).execCommand(sql, flags),
    )
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
