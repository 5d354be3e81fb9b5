import type { Catalog, ResourceSchema, WriteDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { MutationOperation } from '../connector.js'
import { factsOf } from './document-call.js'

export const VERBS = { CREATE: 'insert', UPDATE: 'update', DELETE: 'delete' } as const

/** The tables of documents, by the names that requests call them. */
export type DocumentCatalog = Pick<Catalog, 'findType' | 'schema'>

/** @throws AppError UNKNOWN_TABLE */
export function schemaOf(catalog: DocumentCatalog, typeName: string): ResourceSchema {
  const entry = catalog.findType(typeName)
  if (entry !== undefined) return catalog.schema(entry)
  throw new AppError('UNKNOWN_TABLE', `the catalogue does not know ${typeName}`, {
    typeName,
    hint: 'give the folder of its document: --providers DIR',
  })
}

/** How a table is written to. @throws AppError UNSUPPORTED_OPERATION */
export function writeMethod(schema: ResourceSchema, operation: MutationOperation): WriteDocument {
  const verb = VERBS[operation]
  const write = factsOf(schema).table.methods[verb]
  if (write !== undefined) return write
  throw cannot(schema, `be written to by ${verb.toUpperCase()}`)
}

export function cannot({ typeName }: ResourceSchema, what: string): AppError {
  return new AppError('UNSUPPORTED_OPERATION', `${typeName} cannot ${what}`, { typeName })
}
