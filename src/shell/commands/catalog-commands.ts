import type { Command } from './command.js'

const below = (what: string, argument: string): string =>
  argument === '' ? `SHOW ${what}` : `SHOW ${what} IN ${argument}`

/** What there is. */
export const CATALOG_COMMANDS: readonly Command[] = [
  {
    name: '\\d',
    usage: '\\d [TABLE]',
    says: 'columns of a table; without one, the providers',
    run: (table, context) => context.run(table === '' ? 'SHOW PROVIDERS' : `DESCRIBE ${table}`),
  },
  {
    name: '\\dp',
    usage: '\\dp',
    says: 'providers',
    run: (_, context) => context.run('SHOW PROVIDERS'),
  },
  {
    name: '\\ds',
    usage: '\\ds [PROVIDER]',
    says: 'services',
    run: (provider, context) =>
      context.run(below('SERVICES', provider === '' ? 'awscc' : provider)),
  },
  {
    name: '\\dt',
    usage: '\\dt PROVIDER.SERVICE',
    says: 'tables of a service',
    run: (service, context) => context.run(below('RESOURCES', service)),
  },
  {
    name: '\\l',
    usage: '\\l',
    says: 'connections',
    run: (_, context) => context.run('SELECT * FROM skyql.connections'),
  },
]
