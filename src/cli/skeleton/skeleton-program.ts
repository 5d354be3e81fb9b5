import { Argument, type Command } from 'commander'
import { addSessionFlags } from '../session-flags.js'
import type { SkeletonFlags, SkeletonKind } from './skeleton-command.js'

/** `skyql skeleton`: models of tables to fill in. */
export function addSkeleton(program: Command): void {
  const skeleton = program
    .command('skeleton')
    .description('a model of a table to fill in, or a sample answer; no call is made')
    .argument('<table>', 'aws.customer_profiles.integrations')
    .addArgument(
      new Argument('[kind]', 'what to print')
        .choices(['input', 'yaml-input', 'output'])
        .default('input'),
    )
    .option('--input-json <input>', 'with output: values to check first')
    .option('--input-yaml <input>', 'the same in YAML')
  addSessionFlags(skeleton)
    .addHelpText('after', SKELETON_EXAMPLES)
    .action(async (table: string, kind: SkeletonKind, flags: SkeletonFlags) =>
      (await import('./skeleton-command.js')).skeletonCommand(table, kind, flags),
    )
}

const SKELETON_EXAMPLES = `
Examples:
  $ skyql skeleton aws.customer_profiles.integrations > integration.json
  $ skyql exec --input-json integration.json "INSERT INTO aws.customer_profiles.integrations"
  $ skyql skeleton aws.customer_profiles.integrations output`
