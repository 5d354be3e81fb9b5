import { AppError } from '../../errors/index.js'
import { statedIdentifier } from '../../resource/index.js'
import type { MutationStatement } from '../../sql/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { readResource } from '../mutation/plan-resource.js'
import { isPlanned, type PlannedWrite } from '../mutation/planned-write.js'
import { verifyWrite } from '../mutation/verify-write.js'
import { planWrite } from '../mutation/write-plan.js'
import { failing, reviewWrite, type ReviewedWrite } from './view-write.js'

/**
 * What a write would do, resource by resource. Reads what it must; nothing is changed.
 * @throws AppError as planning the write
 */
export async function previewWrite(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<ReviewedWrite[]> {
  const { writes } = await planWrite(statement, { look: true }, context)
  return mapConcurrent(writes, context.mutationsInFlight, async (write) => {
    const reviewed = reviewWrite(write)
    if (reviewed.failure !== undefined || !isPlanned(write)) return reviewed
    const failure = (await refusalOf(write, context)) ?? (await collisionOf(write, context))
    return failure === undefined ? reviewed : failing(reviewed.view, failure)
  })
}

/** What the service would refuse of a write. */
async function refusalOf(
  write: PlannedWrite,
  context: ExecutionContext,
): Promise<AppError | undefined> {
  try {
    await verifyWrite(write, context)
    return undefined
  } catch (error) {
    if (AppError.is(error)) return error
    throw error
  }
}

/** Why the creation of what is there already fails. */
async function collisionOf(
  { schema, place, change, onExisting }: PlannedWrite,
  context: ExecutionContext,
): Promise<AppError | undefined> {
  if (change.kind !== 'create' || onExisting !== undefined) return undefined
  const stated = statedIdentifier(schema, change.desired)
  if (stated === undefined) return undefined
  const { identifier, live } = await readResource(schema, place, stated, context)
  if (live === undefined) return undefined
  const { typeName } = schema
  return new AppError('ALREADY_EXISTS', `${typeName} ${identifier} is there already`, {
    typeName,
    identifier,
    region: place.region,
    hint: 'UPDATE it, or say ON CONFLICT or REPLACE INTO',
  })
}
