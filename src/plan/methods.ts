import { requiredListInputs, type Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { identifierNames } from '../resource/index.js'
import type { QualifiedName } from '../sql/index.js'
import { nearest, positionAt } from '../util/index.js'
import type { BuiltinTable } from './builtin/builtin-table.js'
import { builtinOf } from './builtin/builtin-tables.js'
import { locateName } from './locate-name.js'
import { findTable, type Table } from './table.js'

/** A handler of a type under the name that StackQL documents it by. */
export interface Method {
  readonly name:
    | 'create_resource'
    | 'delete_resource'
    | 'update_resource'
    | 'list_resources'
    | 'get_resource'
    | 'cancel_resource_request'
  /** The table that it belongs to: `<table>_list_only` for lists. */
  readonly resource: string
  readonly accessibleBy: 'INSERT' | 'DELETE' | 'UPDATE' | 'SELECT'
  readonly required: readonly string[]
  readonly note: string
}

/** The methods of a table, in the order of StackQL's pages. */
export function methodsOf({ schema, entry }: Table): Method[] {
  const builtin = builtinOf(schema)
  if (builtin !== undefined) return builtinMethods(builtin)
  const name = entry.name.table
  const { handlers, required = [], document, reach } = schema
  const place = reach === 'nowhere' ? [] : ['region']
  const methods: Method[] = []
  const add = (
    method: Method['name'],
    accessibleBy: Method['accessibleBy'],
    needs: readonly string[],
    { resource = name, note = '' } = {},
  ): number =>
    methods.push({ name: method, resource, accessibleBy, required: [...needs, ...place], note })
  if (handlers.create) add('create_resource', 'INSERT', required)
  if (handlers.delete) add('delete_resource', 'DELETE', ['Identifier'])
  if (handlers.update) add('update_resource', 'UPDATE', ['Identifier', 'PatchDocument'])
  // A list handler's inputs come from parents where the statement gives none, so they are not required here.
  if (entry.listable) {
    const inputs = requiredListInputs(schema).map((names) => names.join(' and '))
    add('list_resources', 'SELECT', [], {
      resource: document === undefined ? `${name}_list_only` : name,
      note: inputs.length === 0 ? '' : `listed under ${inputs.join(' or ')}`,
    })
  }
  if (handlers.read) {
    const note = `Identifier is ${identifierNames(schema).join('|')}`
    add('get_resource', 'SELECT', ['Identifier'], { note })
  }
  return methods
}

/** What a built-in table answers to; a request can be cancelled, too. */
function builtinMethods({ name, identifier, isListable, columns }: BuiltinTable): Method[] {
  const table = name.table
  const names = identifier.map(
    (property) => columns.find((each) => each.property === property)?.property ?? property,
  )
  const read = { resource: table, accessibleBy: 'SELECT', note: '' } as const
  return [
    ...(table.startsWith('resource_request')
      ? [
          {
            name: 'cancel_resource_request',
            resource: 'resource_request',
            accessibleBy: 'DELETE',
            required: ['RequestToken', 'region'],
            note: 'what the handler has done stays done',
          } as const,
        ]
      : []),
    ...(isListable
      ? [{ ...read, name: 'list_resources', required: ['region'] } as const]
      : [{ ...read, name: 'get_resource', required: [...names, 'region'] } as const]),
  ]
}

/**
 * The table and method of `p.s.t.method`.
 * @throws AppError UNKNOWN_PROVIDER, UNKNOWN_SERVICE, UNKNOWN_TABLE, UNSUPPORTED_OPERATION
 */
export function findMethod(
  { source, method }: { readonly source: string; readonly method: QualifiedName },
  catalog: Catalog,
): { readonly table: Table; readonly method: Method } {
  const name = method.parts.at(-1) ?? ''
  const table = locateName(source, method.offset, () =>
    findTable(catalog, method.parts.slice(0, -1)),
  )
  const methods = methodsOf(table)
  const found = methods.find((each) => each.name === name.toLowerCase())
  if (found !== undefined) return { table, method: found }
  const names = [
    ...Object.keys(table.schema.document?.table.actions ?? {}),
    ...methods.map((each) => each.name),
  ]
  const near = nearest(name, names)
  throw new AppError('UNSUPPORTED_OPERATION', `${table.schema.typeName} has no method "${name}"`, {
    position: positionAt(source, method.offset),
    source,
    hint:
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : names.length > 0
          ? `its methods are ${names.join(', ')}`
          : 'it has no methods: it is read with SELECT',
  })
}
