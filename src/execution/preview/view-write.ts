import { AppError } from '../../errors/index.js'
import { statedIdentifier, viewChange, type ChangeView } from '../../resource/index.js'
import { refuseReplacement } from '../mutation/apply-change.js'
import { described } from '../mutation/described.js'
import { isPlanned, type PlannedWrite, type UnplannedWrite } from '../mutation/planned-write.js'

/** A planned write as it is shown. */
export function viewWrite(write: PlannedWrite | UnplannedWrite): ChangeView {
  const { schema, place } = write
  const identifier = write.identifier ?? statedBy(write)
  const at = { ...place, ...(identifier === undefined ? {} : { identifier }) }
  if (isPlanned(write)) {
    const view = viewChange(schema, write.change, at)
    const error = refusalOf(write)
    return error === undefined ? view : { ...view, error }
  }
  return {
    change: 'error',
    typeName: schema.typeName,
    ...place,
    identifier: identifier ?? null,
    reasons: [],
    replacement: 'no',
    calls: [],
    notes: [`${described(write).operation} cannot be planned`],
    error: write.error.message,
  }
}

/** A creation often says itself what the resource will be called. */
function statedBy(write: PlannedWrite | UnplannedWrite): string | undefined {
  if (!isPlanned(write) || write.change.kind !== 'create') return undefined
  return statedIdentifier(write.schema, write.change.desired)
}

function refusalOf(write: PlannedWrite): string | undefined {
  try {
    refuseReplacement(write)
    return undefined
  } catch (error) {
    const { message, details } = AppError.from(error)
    return `${message}; ${details.hint ?? ''}`
  }
}
