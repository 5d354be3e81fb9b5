import { AppError } from '../../errors/index.js'
import { statedIdentifier, viewChange, type ChangeView } from '../../resource/index.js'
import { refuseReplacement } from '../mutation/apply-change.js'
import { described } from '../mutation/described.js'
import { isPlanned, type PlannedWrite, type UnplannedWrite } from '../mutation/planned-write.js'

/** What a planned write would do, and why it cannot be done, where it cannot. */
export interface ReviewedWrite {
  readonly view: ChangeView
  readonly failure?: AppError
}

/** A planned write as it is shown. */
export function viewWrite(write: PlannedWrite | UnplannedWrite): ChangeView {
  return reviewWrite(write).view
}

export function reviewWrite(write: PlannedWrite | UnplannedWrite): ReviewedWrite {
  const { schema, place } = write
  const identifier = write.identifier ?? statedBy(write)
  const at = { ...place, ...(identifier === undefined ? {} : { identifier }) }
  if (isPlanned(write)) {
    const { parameters } = write
    const view = viewChange(schema, write.change, at, { now: Date.now(), parameters })
    const failure = refusalOf(write)
    return failure === undefined ? { view } : failing(view, failure)
  }
  const view: ChangeView = {
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
  return { view, failure: write.error }
}

/** A change that would fail, with why. */
export function failing(view: ChangeView, failure: AppError): ReviewedWrite {
  const { message, details } = failure
  const { hint } = details
  return { view: { ...view, error: hint === undefined ? message : `${message}; ${hint}` }, failure }
}

/** A creation often says itself what the resource will be called. */
function statedBy(write: PlannedWrite | UnplannedWrite): string | undefined {
  if (!isPlanned(write) || write.change.kind !== 'create') return undefined
  return statedIdentifier(write.schema, write.change.desired)
}

function refusalOf(write: PlannedWrite): AppError | undefined {
  try {
    refuseReplacement(write)
    return undefined
  } catch (error) {
    return AppError.from(error)
  }
}
