import { Option, type Command } from 'commander'
import { FORMATS } from '../formats.js'
import { repeated } from '../flag-values.js'
import { addSessionFlags } from '../session-flags.js'
import type { PolicyFlags } from './policy-command.js'

/** `skyql policy`: what statements and stacks must be allowed. */
export function addPolicy(program: Command): void {
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
    .option('-e, --env <name=value>', 'variable of the stack; may be repeated', repeated, [])
    .option('--env-file <file>', 'variables of the stack as NAME=VALUE lines (default: .env)')
    .option('--var <name=value>', 'value for {{ name }}; may be repeated', repeated, [])
    .option(
      '--vars <file>',
      'values from a file: yaml, json or .env; may be repeated',
      repeated,
      [],
    )
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
    .action(
      async (given: string | undefined, environment: string | undefined, flags: PolicyFlags) =>
        (await import('./policy-command.js')).policyCommand(given, environment, flags),
    )
}

const POLICY_EXAMPLES = `
Examples:
  $ skyql policy "SELECT * FROM awscc.customerprofiles.integrations" > policy.json
  $ skyql policy -i deploy.iql --vars prod.yaml -o table
  $ skyql policy my-stack prod -e CIDR=10.1.0.0/16 > deployer.json
  $ skyql policy --for appflow-ingestion --domain shop --region us-east-1
  $ skyql policy --for appflow-ingestion --kms-key arn:aws:kms:us-east-1:123456789012:key/ID --part policy
  $ skyql exec "SHOW PERMISSIONS FOR DELETE FROM awscc.s3.buckets WHERE Identifier = 'b'"

docs/permissions.md says what the policy holds.`
