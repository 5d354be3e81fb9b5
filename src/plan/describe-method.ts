import type { Catalog, PropertySchema } from '../catalog/index.js'
import type { ResultSet } from '../relation/index.js'
import { identifierNames } from '../resource/index.js'
import type { DescribeMethodStatement } from '../sql/index.js'
import { builtinOf } from './builtin/builtin-tables.js'
import { describeAction } from './describe-action.js'
import { findMethod, type Method } from './methods.js'
import { tableColumns, type Table } from './table.js'

interface Parameter {
  readonly name: string
  readonly type: string
  readonly isRequired: boolean
  readonly shape?: PropertySchema
  readonly description?: string
}

/**
 * Answers DESCRIBE METHOD: what a method takes, and under `response` what it answers with.
 * @throws AppError UNKNOWN_*, UNSUPPORTED_OPERATION
 */
export function describeMethod(statement: DescribeMethodStatement, catalog: Catalog): ResultSet {
  const action = describeAction(statement, catalog)
  if (action !== undefined) return action
  const { table, method } = findMethod(statement, catalog)
  const descriptions = statement.extended ? catalog.descriptions?.(table.entry) : undefined
  const taken = parametersOf(method, table).map((each): (string | null)[] => [
    each.name,
    each.type,
    each.isRequired ? 'required' : 'optional',
    each.shape === undefined ? null : JSON.stringify(each.shape),
    each.description ?? descriptions?.get(`/properties/${each.name}`) ?? null,
  ])
  const given = tableColumns({ ...table, listOnly: method.name === 'list_resources' }, []).map(
    ({ name, type, source }) => [
      name,
      type,
      'response',
      null,
      (source.kind === 'property' ? descriptions?.get(`/properties/${source.property}`) : null) ??
        null,
    ],
  )
  const rows = [...taken, ...(method.accessibleBy === 'SELECT' ? given : [])]
  const columns = ['name', 'type', 'param_type', 'shape', 'description']
  const shown = statement.extended ? columns : columns.slice(0, -1)
  return {
    columns: shown.map((name) => ({ name, type: 'VARCHAR' })),
    rows: rows.map((row) => row.slice(0, shown.length)),
  }
}

function parametersOf({ name, required }: Method, { schema }: Table): Parameter[] {
  if (builtinOf(schema) !== undefined) {
    return required.map((each) => ({ name: each, type: 'VARCHAR', isRequired: true }))
  }
  const region = { name: 'region', type: 'VARCHAR', isRequired: true }
  const identifier = {
    name: 'Identifier',
    type: 'VARCHAR',
    isRequired: true,
    description: identifierNames(schema).join('|'),
  }
  const property = (each: string): Parameter => {
    const column = schema.columns.find((candidate) => candidate.property === each)
    const shape = schema.properties[each]
    return {
      name: each,
      type: column?.type ?? 'JSON',
      isRequired: name === 'create_resource' && required.includes(each),
      ...(shape === undefined ? {} : { shape }),
    }
  }
  const settable = Object.keys(schema.properties).filter(
    (each) => schema.readOnlyProperties?.includes(`/properties/${each}`) !== true,
  )
  switch (name) {
    case 'create_resource':
      return [...settable.map(property), region].sort(requiredFirst)
    case 'update_resource': {
      const fixed = new Set(schema.createOnlyProperties)
      const changeable = settable.filter((each) => !fixed.has(`/properties/${each}`))
      const patch = { name: 'PatchDocument', type: 'JSON', isRequired: false }
      return [identifier, region, patch, ...changeable.map(property)]
    }
    case 'list_resources':
      return [
        region,
        ...(schema.handlers.list?.handlerSchema?.properties ?? []).map((each) => ({
          ...property(each),
          isRequired: false,
        })),
      ]
    case 'cancel_resource_request':
      return [{ name: 'RequestToken', type: 'VARCHAR', isRequired: true }, region]
    case 'delete_resource':
    case 'get_resource':
      return [identifier, region]
  }
}

function requiredFirst(a: Parameter, b: Parameter): number {
  return Number(b.isRequired) - Number(a.isRequired)
}
