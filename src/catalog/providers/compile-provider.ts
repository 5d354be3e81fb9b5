import { columnsOf } from '../naming/index.js'
import type { HandlerSchema, PropertySchema, ResourceSchema } from '../resource-schema.js'
import { documentFacts } from './document-facts.js'
import type { ListDocument, MethodDocument } from './call-document.js'
import type { ColumnDocument } from './column-document.js'
import type { ProviderDocument } from './provider-document.js'
import type { TableDocument } from './table-document.js'
import type { WriteDocument } from './write-document.js'

/** Most services answer within seconds, and a wait that is not bounded ends at some time. */
const DEFAULT_WAIT_MINUTES = 60

/** The name under which connectors know a document's table: no name of a resource type has dots. */
export function documentType(provider: string, service: string, table: string): string {
  return [provider, service, table].join('.')
}

/** Whether an entry of the catalogue is a document's or a built-in table, and no resource type. */
export function isDocumentType(typeName: string): boolean {
  return typeName.includes('.')
}

/** The tables of a document in the words of resource types, for all that reads schemas. */
export function compileProvider(document: ProviderDocument): ResourceSchema[] {
  return Object.entries(document.tables).map(([table, facts]) =>
    compileTable(document, table, facts),
  )
}

function compileTable(
  document: ProviderDocument,
  table: string,
  facts: TableDocument,
): ResourceSchema {
  const { provider, service, definitions } = document
  const { identifier = [], methods } = facts
  const properties = Object.fromEntries(
    Object.entries(facts.columns).map(([name, column]) => [name, propertyOf(column)]),
  )
  const columns = columnsOf({ properties, ...(definitions && { definitions }) }).map((column) => ({
    ...column,
    name: facts.columns[column.property]?.column ?? column.name,
  }))
  const list = methods.list === undefined ? undefined : listHandler(methods.list)
  return {
    typeName: documentType(provider, service, table),
    service,
    table,
    columns,
    properties,
    ...(definitions && { definitions }),
    ...(facts.required && { required: facts.required }),
    primaryIdentifier: identifier.map(pointer),
    readOnlyProperties: (facts.readOnly ?? []).map(pointer),
    writeOnlyProperties: (facts.writeOnly ?? []).map(pointer),
    createOnlyProperties: (facts.createOnly ?? []).map(pointer),
    handlers: {
      ...(methods.get && { read: { permissions: permissionsOf([methods.get]) } }),
      ...(list && { list }),
      ...(methods.insert && { create: writeHandler(methods.insert) }),
      ...(methods.update && { update: writeHandler(methods.update) }),
      ...(methods.delete && { delete: writeHandler(methods.delete) }),
    },
    replacementStrategy: 'delete_then_create',
    ...(placeOf(document) === 'none' && { reach: 'nowhere' as const }),
    parents: Object.fromEntries(
      Object.entries(facts.parents ?? {}).map(([key, parent]) => [
        key,
        { typeName: documentType(provider, service, parent.table), property: parent.column },
      ]),
    ),
    document: documentFacts(document, facts),
  }
}

/** Whether a document's tables are asked place by place. */
export function placeOf({ place, connector }: ProviderDocument): 'region' | 'none' {
  return place ?? (connector.protocol === 'rest' ? 'none' : 'region')
}

function propertyOf(column: ColumnDocument): PropertySchema {
  const schema = { ...column, about: undefined, column: undefined }
  const text = JSON.stringify(schema).replaceAll('"#/columns/', '"#/properties/')
  return JSON.parse(text) as PropertySchema
}

/** `FlowDefinition/FlowName` as a pointer of the catalogue. */
function pointer(path: string): string {
  return `/properties/${path}`
}

/** One list without keys makes a table that needs none; keys of the others are offered to it. */
function listHandler(lists: readonly ListDocument[]): HandlerSchema {
  const keys = lists.map((list) => list.keys ?? [])
  const all = [...new Set(keys.flat())]
  const isFree = keys.some((each) => each.length === 0)
  const offered = keys.filter((each) => each.length > 0)
  return {
    permissions: permissionsOf(lists),
    handlerSchema: {
      properties: all,
      ...(isFree
        ? offered.length > 0 && { offered }
        : { oneOf: offered.map((required) => ({ required })) }),
    },
  }
}

function writeHandler({ steps, waits, timeoutMinutes }: WriteDocument): HandlerSchema {
  return {
    permissions: permissionsOf([...steps, ...(waits === undefined ? [] : [waits])]),
    timeoutInMinutes: timeoutMinutes ?? DEFAULT_WAIT_MINUTES,
  }
}

function permissionsOf(methods: readonly MethodDocument[]): string[] {
  return [...new Set(methods.flatMap(({ permissions }) => permissions ?? []))]
}
