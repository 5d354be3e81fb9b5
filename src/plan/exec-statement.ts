import { findColumn, type Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import {
  readStatement,
  type ExecArgument,
  type ExecStatement,
  type Statement,
} from '../sql/index.js'
import { positionAt, type Json, sqlText } from '../util/index.js'
import { builtinOf } from './builtin/builtin-tables.js'
import { argumentError, missingArguments, objectArgument } from './exec-argument.js'
import { findMethod, type Method } from './methods.js'
import { tableColumns, type Table } from './table.js'

/**
 * The statement that an EXEC stands for: the methods are those of StackQL, what they do is SELECT, INSERT,
 * UPDATE and DELETE, with all that guards those.
 * @throws AppError UNKNOWN_*, UNSUPPORTED_OPERATION, MISSING_PROPERTY, VALUE_JSON, USAGE
 */
export function execStatement(statement: ExecStatement, catalog: Catalog): Statement {
  const writes = typedWrite(statement, catalog)
  if (writes !== undefined) return execStatement(writes, catalog)
  const { table, method } = findMethod(statement, catalog)
  if (builtinOf(table.schema) !== undefined) {
    return readStatement(builtinSql(statement, table, method))
  }
  return readStatement(new Call(statement, table, method).sql())
}

/** StackQL writes any type through `cloud_control.resources`, by its TypeName: the type's own table does that here. */
function typedWrite(statement: ExecStatement, catalog: Catalog): ExecStatement | undefined {
  const { method, source } = statement
  const [provider, service, table, name = ''] = method.parts.map((part) => part.toLowerCase())
  if (provider !== 'awscc' || service !== 'cloud_control' || !/^resources?$/.test(table ?? '')) {
    return undefined
  }
  if (!['create_resource', 'update_resource', 'delete_resource'].includes(name)) return undefined
  const isType = (argument: ExecArgument): boolean => argument.name.toLowerCase() === 'typename'
  const type = statement.arguments.find(isType)
  const entry = typeof type?.value === 'string' ? catalog.findType(type.value) : undefined
  if (entry === undefined) {
    throw new AppError('MISSING_PROPERTY', `${name} needs the TypeName of a resource type`, {
      position: positionAt(source, type?.offset ?? method.offset),
      source,
      hint: `EXEC ${method.parts.join('.')} @TypeName = 'AWS::S3::Bucket', …`,
    })
  }
  const own = [entry.name.provider, entry.name.service, entry.name.table, name]
  return {
    ...statement,
    method: { ...method, parts: own },
    arguments: statement.arguments.filter((argument) => !isType(argument)),
  }
}

/** A built-in table is read, or a request cancelled, by its columns. */
function builtinSql(
  { arguments: given, source }: ExecStatement,
  table: Table,
  { name, resource }: Method,
): string {
  const conditions = given.map((argument) => {
    const isRegion = argument.name.toLowerCase() === 'region'
    const found = isRegion ? undefined : findColumn(table.schema, argument.name, 'write')
    const column = isRegion ? 'region' : found?.kind === 'property' ? found.column.name : undefined
    if (column !== undefined) return `${identifier(column)} = ${literal(argument.value)}`
    throw new AppError('UNKNOWN_COLUMN', `there is no argument "${argument.name}"`, {
      position: positionAt(source, argument.offset),
      source,
      hint: `its arguments are ${table.schema.columns.map(({ property }) => property).join(', ')} and region`,
    })
  })
  const { provider, service } = table.entry.name
  const from = [provider, service, resource].map(identifier).join('.')
  const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
  return `${name === 'cancel_resource_request' ? 'DELETE' : 'SELECT *'} FROM ${from}${where}`
}

/** Arguments that say where and which, not what. */
const ADDRESS = [
  'region',
  'identifier',
  'patchdocument',
  'resourcemodel',
  'desiredstate',
  'typename',
]

class Call {
  readonly #statement: ExecStatement
  readonly #table: Table
  readonly #method: Method
  readonly #address = new Map<string, ExecArgument['value']>()
  readonly #properties = new Map<string, Json>()

  constructor(statement: ExecStatement, table: Table, method: Method) {
    this.#statement = statement
    this.#table = table
    this.#method = method
    for (const argument of statement.arguments) this.#take(argument)
  }

  sql(): string {
    const name = this.#name()
    switch (this.#method.name) {
      case 'cancel_resource_request':
      case 'get_resource':
        return `SELECT * FROM ${name}${this.#where(['identifier', 'region'])}`
      case 'list_resources': {
        const listOnly = this.#table.schema.document === undefined
        const columns = tableColumns({ ...this.#table, listOnly }, [])
        const shown = columns.map((column) => identifier(column.name)).join(', ')
        return `SELECT ${shown} FROM ${name}${this.#where(['region'], this.#conditions())}`
      }
      case 'delete_resource':
        return `DELETE FROM ${name}${this.#where(['identifier', 'region'])}`
      case 'update_resource':
        return `UPDATE ${name} SET ${this.#assignments()}${this.#where(['identifier', 'region'])}`
      case 'create_resource': {
        const region = this.#address.get('region')
        const pairs: [string, Json][] = [
          ...this.#properties,
          ...(region === undefined ? [] : [['region', region] as [string, Json]]),
        ]
        if (this.#properties.size === 0)
          throw missingArguments(this.#statement, this.#method.name, this.#method.required)
        const columns = pairs.map(([column]) => identifier(column)).join(', ')
        return `INSERT INTO ${name} (${columns}) VALUES (${pairs.map(([, value]) => literal(value)).join(', ')})`
      }
    }
  }

  #take(argument: ExecArgument): void {
    const { name, value, isBody } = argument
    const key = name.toLowerCase()
    if (isBody || key === 'desiredstate' || key === 'resourcemodel') {
      for (const [each, inner] of Object.entries(objectArgument(this.#statement, argument))) {
        this.#take({ ...argument, isBody: false, name: each, value: scalar(inner) })
      }
      return
    }
    if (ADDRESS.includes(key)) {
      if (key !== 'typename') this.#address.set(key, value)
      return
    }
    const found = findColumn(this.#table.schema, name, 'write')
    if (found?.kind !== 'property') {
      throw argumentError(this.#statement, argument, 'UNKNOWN_COLUMN', [
        `there is no argument "${name}"`,
        `DESCRIBE METHOD ${this.#statement.method.parts.join('.')} lists the arguments`,
      ])
    }
    this.#properties.set(found.column.property, value)
  }

  #assignments(): string {
    const patch = this.#address.get('patchdocument')
    const pairs = [
      ...(patch === undefined ? [] : [`"PatchDocument" = ${literal(patch)}`]),
      ...[...this.#properties].map(([name, value]) => `${identifier(name)} = ${literal(value)}`),
    ]
    if (pairs.length === 0)
      throw missingArguments(this.#statement, this.#method.name, ['PatchDocument'])
    return pairs.join(', ')
  }

  /** What a list is made under, by column. */
  #conditions(): string[] {
    return [...this.#properties].map(([property, value]) => {
      const column = this.#table.schema.columns.find((each) => each.property === property)
      return `${identifier(column?.name ?? property)} = ${literal(value)}`
    })
  }

  #where(keys: readonly ('identifier' | 'region')[], more: readonly string[] = []): string {
    if (keys.includes('identifier') && !this.#address.has('identifier')) {
      throw missingArguments(this.#statement, this.#method.name, ['Identifier'])
    }
    const stated = keys.flatMap((key) => {
      const value = this.#address.get(key)
      return value === undefined
        ? []
        : [`${key === 'region' ? 'region' : '"Identifier"'} = ${literal(value)}`]
    })
    const all = [...stated, ...more]
    return all.length === 0 ? '' : ` WHERE ${all.join(' AND ')}`
  }

  #name(): string {
    const { provider, service, table } = this.#table.entry.name
    return [provider, service, table].map(identifier).join('.')
  }
}

function scalar(value: Json): ExecArgument['value'] {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
}

function literal(value: Json): string {
  if (value === null) return 'NULL'
  if (typeof value === 'string') return sqlText(value)
  return typeof value === 'object' ? literal(JSON.stringify(value)) : String(value).toUpperCase()
}

function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
