import type { HandlerName } from '../../catalog/index.js'
import { methodsOf } from '../methods.js'
import { serviceActions } from '../permissions/need.js'
import type { Table } from '../table.js'
import { markdownTable } from './markdown-table.js'

/** The methods of a table, and what each needs. */
export function methodsSection(table: Table): string {
  const { schema, entry } = table
  const own = methodsOf(table).map(({ name, resource, accessibleBy, required, note }) => [
    `\`${name}\``,
    `\`${resource}\``,
    `\`${accessibleBy}\``,
    required.map((each) => `\`${each}\``).join(', '),
    note,
  ])
  const actions = Object.entries(schema.document?.table.actions ?? {}).map(([name, action]) => [
    `\`${name}\``,
    `\`${entry.name.table}\``,
    '`EXEC`',
    (action.required ?? []).map((each) => `\`${each}\``).join(', '),
    action.about ?? '',
  ])
  const columns = ['name', 'resource', 'accessible by', 'required', 'notes']
  return `### Methods\n\n${markdownTable(columns, [...own, ...actions])}`
}

const ORDER: readonly (readonly [string, HandlerName])[] = [
  ['Create', 'create'],
  ['Read', 'read'],
  ['Update', 'update'],
  ['Delete', 'delete'],
  ['List', 'list'],
]

/** What a caller must be allowed, by handler. */
export function permissionsSection({ schema }: Table): string {
  const rows = ORDER.flatMap(([title, handler]) => {
    const own = schema.handlers[handler]
    if (own === undefined) return []
    const actions = [...serviceActions({ schema, handler }), ...own.permissions]
    return [[title, actions.map((action) => `\`${action}\``).join(', ')]]
  })
  return `### Permissions\n\n${markdownTable(['to', 'permissions'], rows)}`
}
