import { statedIdentifier, type ChangeView } from '../../resource/index.js'
import type { MutationStatement } from '../../sql/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { readResource } from '../mutation/plan-resource.js'
import { isPlanned, type PlannedWrite } from '../mutation/planned-write.js'
import { planWrite } from '../mutation/write-plan.js'
import { viewWrite } from './view-write.js'

/**
 * What a write would do, resource by resource. Reads what it must; nothing is changed.
 * @throws AppError as planning the write
 */
export async function previewWrite(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<ChangeView[]> {
  const { writes } = await planWrite(statement, { look: true }, context)
  return mapConcurrent(writes, context.mutationsInFlight, async (write) => {
    const view = viewWrite(write)
    return isPlanned(write) && (await wouldCollide(write, context))
      ? { ...view, notes: [...view.notes, EXISTS] }
      : view
  })
}

const EXISTS = 'it is there already, so that this would fail: ON CONFLICT or REPLACE INTO'

/** True for a creation of what is there. */
async function wouldCollide(
  { schema, place, change, onExisting }: PlannedWrite,
  context: ExecutionContext,
): Promise<boolean> {
  if (change.kind !== 'create' || onExisting !== undefined) return false
  const identifier = statedIdentifier(schema, change.desired)
  if (identifier === undefined) return false
  return (await readResource(schema, place, identifier, context)).live !== undefined
}
