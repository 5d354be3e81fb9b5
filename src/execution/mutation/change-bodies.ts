import { AppError } from '../../errors/index.js'
import { jsonText } from '../../util/index.js'
import type { UpdateChange } from '../../resource/index.js'
import type { Mutation } from './mutation.js'
import { patchTests, withTests } from './patch-tests.js'
import type { PlannedWrite } from './planned-write.js'

/** The call that makes a resource. */
export function creation(
  { schema, place, change, parameters }: PlannedWrite,
  row: number,
): Mutation {
  if (!('desired' in change)) throw new AppError('INTERNAL', 'a creation without a model')
  const { typeName } = schema
  const desiredState = jsonText(change.desired)
  const body = { operation: 'CREATE', typeName, ...place, desiredState } as const
  return { body: { ...body, ...(parameters && { parameters }) }, schema, row }
}

/** The call that deletes it. */
export function removal(write: PlannedWrite, row: number): Mutation {
  const { schema, place, parameters } = write
  const { typeName } = schema
  const identifier = named(write)
  const body = { operation: 'DELETE', typeName, ...place, identifier } as const
  return { body: { ...body, ...(parameters && { parameters }) }, schema, row }
}

/** The call that changes it. */
export function updating(write: PlannedWrite, change: UpdateChange, row: number): Mutation {
  const { schema, place, parameters } = write
  const { typeName } = schema
  const identifier = named(write)
  const patchDocument = withTests(patchTests(write, change), change.document)
  const body = { operation: 'UPDATE', typeName, ...place, identifier, patchDocument } as const
  return { body: { ...body, ...(parameters && { parameters }) }, schema, row }
}

/** The identifier of a resource that is there. */
export function named({ identifier, schema }: PlannedWrite): string {
  if (identifier !== undefined) return identifier
  throw new AppError('INTERNAL', `a change of ${schema.typeName} without its identifier`)
}
