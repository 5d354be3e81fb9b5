import type { FoundResource } from '../scan/resource-row.js'
import type { ExecutionContext } from '../context.js'
import { applyChange, refuseReplacement } from './apply-change.js'
import { writeSlots } from './write-slot.js'
import { described } from './described.js'
import { guardWrites } from './guard-writes.js'
import type { MutationOutcome, MutationResult } from './outcome.js'
import { isPlanned, type PlannedWrite, type UnplannedWrite } from './planned-write.js'
import { ReturningEvents } from './returning-events.js'
import { runEach } from './run-each.js'
import { verifyWrite } from './verify-write.js'
import type { WritePlan } from './write-plan.js'

/**
 * Applies the writes of a statement, some at once. A failure stops none of the others. A replacement that
 * nobody allowed stops all of them before the first.
 */
export async function runPlan(plan: WritePlan, context: ExecutionContext): Promise<MutationResult> {
  const { writes, returning } = plan
  for (const write of writes) if (isPlanned(write)) refuseReplacement(write)
  for (const write of writes) if (isPlanned(write)) await verifyWrite(write, context)
  await guardWrites(plan, context)
  if (writes.length === 0) {
    context.host.notify({
      code: '2120',
      level: 'info',
      text: `no ${plan.table.schema.typeName} matches: nothing was changed`,
    })
  }
  const slot = writeSlots(writes.length)
  const outcomes = await runEach(
    writes,
    context,
    (write, row) => {
      if (!isPlanned(write)) throw write.error
      return applyChange(write, slot(row), context)
    },
    described,
  )
  if (returning === undefined) return { outcomes }
  if (returning instanceof ReturningEvents) return { outcomes, returned: returning.rows(outcomes) }
  const deleted = writes.flatMap((write, index) => deletedResource(write, outcomes[index]))
  const rest = plan.kind === 'delete' ? deleted : await returning.readBack(outcomes)
  return { outcomes, returned: await returning.rows(rest) }
}

/** What a DELETE shows is what was there. */
function deletedResource(
  write: PlannedWrite | UnplannedWrite,
  outcome: MutationOutcome | undefined,
): FoundResource[] {
  if (!isPlanned(write) || outcome?.status !== 'SUCCESS') return []
  const { live, identifier, place } = write
  if (live === undefined || identifier === undefined) return []
  return [{ ...place, identifier, properties: live }]
}
