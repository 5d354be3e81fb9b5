import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import { planChange } from '../../resource/index.js'
import type { DeleteStatement } from '../../sql/index.js'
import { mapConcurrent, type JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { planResource } from './plan-resource.js'
import type { PlannedWrite, UnplannedWrite } from './planned-write.js'
import { writeTargets } from './write-keys.js'
import type { WriteTarget } from './write-target.js'

/** The deletions of a DELETE. */
export interface PlannedDeletes {
  readonly writes: readonly (PlannedWrite | UnplannedWrite)[]
  readonly named: boolean
}

/**
 * One deletion for each resource that the condition is about.
 * @param look reads each of them first: for a preview, or for what RETURNING shows.
 */
export async function planDelete(
  statement: DeleteStatement,
  table: Table,
  look: boolean,
  context: ExecutionContext,
): Promise<PlannedDeletes> {
  const { schema } = table
  const { targets, named, recheck } = await writeTargets(statement, table, [], context)
  const again = (target: WriteTarget): Pick<PlannedWrite, 'decideAgain'> =>
    recheck === undefined ? {} : { decideAgain: (live) => decide(target, live) }
  const decide = async (
    target: WriteTarget,
    live: JsonObject | undefined,
  ): Promise<PlannedWrite> => {
    const { place, identifier } = target
    const base = { schema, place, identifier, asked: 'DELETE' as const }
    if (live === undefined) return { ...base, change: planChange(schema, undefined, undefined) }
    await recheck?.values(target, live)
    return { ...base, live, change: planChange(schema, undefined, live) }
  }
  if (!look) {
    const change = planChange(schema, undefined, {})
    const writes = targets.map((target) => {
      const { place, identifier } = target
      return { schema, place, identifier, change, ...again(target) }
    })
    return { writes, named }
  }
  const writes = await mapConcurrent(targets, context.mutationsInFlight, async (target) => {
    const { place, identifier } = target
    try {
      const found = await planResource({ schema, place, identifier, desired: undefined }, context)
      return { ...found, identifier, asked: 'DELETE' as const, ...again(target) }
    } catch (cause) {
      // What cannot be looked at is not deleted, and hides none of the others.
      const error = AppError.from(cause)
      if (error.kind !== 'external') throw error
      return { schema, place, identifier, operation: 'DELETE' as const, error }
    }
  })
  return { writes, named }
}
