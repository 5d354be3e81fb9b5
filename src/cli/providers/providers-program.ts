import type { Command } from 'commander'
import { addSessionFlags } from '../session-flags.js'
import type { ImportFlags } from './import-command.js'
import type { PagesFlags } from './pages-command.js'

/** `skyql providers`: the catalogue of tables. */
export function addProviders(program: Command): void {
  const providers = program.command('providers').description('the catalogue of tables')
  providers
    .command('list')
    .description('providers and how many tables each has')
    .action(async () => (await import('./list-command.js')).listProviders())
  providers
    .command('show')
    .description('the tables of a provider or service')
    .argument('<name>', 'awscc or awscc.ec2')
    .action(async (name: string) => (await import('./list-command.js')).showProvider(name))
  const pages = providers
    .command('pages')
    .description('write reference pages of services, in Markdown')
    .argument('[services...]', 'awscc.customerprofiles (default: all)')
    .requiredOption('--out <dir>', 'folder for the pages')
  addSessionFlags(pages).action(async (services: string[], flags: PagesFlags) =>
    (await import('./pages-command.js')).writePages(services, flags),
  )
  providers
    .command('lint')
    .description('check provider documents: everything that is wrong, with file and line')
    .argument('<files...>', 'documents, JSON or YAML')
    .action(async (files: string[]) => (await import('./lint-command.js')).lintProviders(files))
  providers
    .command('import')
    .description('make catalogue documents of registry schemas')
    .argument('<source>', 'a folder, .tar.gz or .zip of schemas, or aws for your own account')
    .option('--out <dir>', 'write the documents there (default: your own catalogue)')
    .option('--region <region>', 'region of the registry (source aws)')
    .option('--profile <name>', 'profile of the AWS configuration (source aws)')
    .addHelpText('after', IMPORT_EXAMPLES)
    .action(async (source: string, flags: ImportFlags) =>
      (await import('./import-command.js')).importProviders(source, flags),
    )
}

const IMPORT_EXAMPLES = `
Examples:
  $ skyql providers import CloudformationSchema.zip
  $ skyql providers import aws --region eu-central-1 --profile dev`
