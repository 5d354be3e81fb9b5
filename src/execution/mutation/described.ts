import { isPlanned, type PlannedWrite, type UnplannedWrite } from './planned-write.js'
import type { FailedOutcome } from './run-each.js'

/** What a write is known by where it fails. */
export function described(write: PlannedWrite | UnplannedWrite): FailedOutcome {
  const { schema, place, identifier } = write
  return {
    operation: isPlanned(write) ? operationOf(write) : write.operation,
    typeName: schema.typeName,
    ...place,
    ...(identifier === undefined ? {} : { identifier }),
  }
}

const OPERATIONS = {
  create: 'CREATE',
  update: 'UPDATE',
  delete: 'DELETE',
  replace: 'REPLACE',
} as const

export function operationOf({ change, asked }: PlannedWrite): FailedOutcome['operation'] {
  return change.kind === 'no-op' ? (asked ?? 'UPDATE') : OPERATIONS[change.kind]
}
