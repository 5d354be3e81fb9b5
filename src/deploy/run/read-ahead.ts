import { setImmediate as nextTurn } from 'node:timers/promises'
import { mapConcurrent, Turns } from '../../util/index.js'
import type { StackRun } from './stack-run.js'

/** Resources that are read at once: reads are bounded by the calls in flight, too. */
export const READS_AT_ONCE = 50

/**
 * Does work that reads resources of a stack, while those that are recorded are read in the order in which they will be
 * asked for: which resource a record means depends on no other resource, and a deep stack need not be read level by
 * level.
 */
export async function readingAhead<T>(
  run: StackRun,
  names: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  const known = names.flatMap((name) => {
    const resource = run.resource(name)
    const record = run.recordOf(name)
    const plain = resource.anchors.size === 0 && resource.condition === undefined
    const schema = plain && record !== undefined ? run.schema(name) : undefined
    if (schema === undefined || record?.typeName !== schema.typeName) return []
    return [{ inventory: run.inventoryOf(name), schema, ...record }]
  })
  // One a turn of the event loop: the first calls are on their way while the next are made.
  const starts = new Turns()
  const reading = mapConcurrent(known, READS_AT_ONCE, async (one, index) => {
    if (index < READS_AT_ONCE) await starts.take(() => nextTurn())
    await one.inventory.readAhead(one.schema, one.region, one.identifier)
  })
  try {
    // The work has time until their answers come.
    await starts.take(() => nextTurn())
    return await work()
  } finally {
    await reading
    for (const inventory of new Set(known.map((one) => one.inventory))) inventory.forgetAhead()
  }
}
