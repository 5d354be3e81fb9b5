import { mapConcurrent } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import { applyChange } from '../mutation/apply-change.js'
import { writeSlots } from '../mutation/write-slot.js'
import { described } from '../mutation/described.js'
import { guardWrites } from '../mutation/guard-writes.js'
import type { MutationOutcome } from '../mutation/outcome.js'
import { verifyWrite } from '../mutation/verify-write.js'
import { orFailed } from '../mutation/run-each.js'
import type { StagedWrite } from './change-set.js'
import { lossLine, undo, type DoneWrite } from './undo.js'

/** What to do with what was done when a write of a transaction fails. */
export type OnFailure = 'stop' | 'rollback'

/**
 * Applies staged writes, each when those that it depends on have ended, as many at once as may be. After one that
 * failed, or whose end is not known, none is begun any more; after a failure what was done stays, or is undone.
 * @throws AppError of the guard; then nothing was sent
 */
export async function commit(
  staged: readonly StagedWrite[],
  onFailure: OnFailure,
  context: ExecutionContext,
): Promise<MutationOutcome[]> {
  if (!context.wait) {
    throw new AppError('USAGE', 'COMMIT awaits its writes: the next may depend on the last', {
      hint: 'leave out --no-wait',
    })
  }
  const writes = staged.map(({ write }) => write)
  for (const write of writes) await verifyWrite(write, context)
  const said = lossLine(staged)
  await guardWrites({ writes, named: staged.every(({ named }) => named), said }, context)
  const slot = writeSlots(staged.length)
  const run = new Run(staged, (index) => applyOne(staged, index, slot, context))
  const outcomes = await run.all(context.mutationsInFlight)
  const failed = outcomes.find(({ status }) => status === 'FAILED')
  if (failed === undefined || onFailure === 'stop' || context.signal.aborted) return outcomes
  const done: DoneWrite[] = run.ended.flatMap((index) => {
    const [write, outcome] = [staged[index]?.write, outcomes[index]]
    return write !== undefined && outcome?.status === 'SUCCESS' ? [{ index, write, outcome }] : []
  })
  // The last that was done is undone first.
  const undone = new Map<number, MutationOutcome>()
  await mapConcurrent(done.reverse(), 1, async (each) => {
    undone.set(each.index, await undo(each, slot(slot(0).another()), context))
  })
  return outcomes.map((outcome, index) => undone.get(index) ?? outcome)
}

async function applyOne(
  staged: readonly StagedWrite[],
  index: number,
  slot: ReturnType<typeof writeSlots>,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const write = staged[index]?.write
  if (write === undefined) throw new AppError('INTERNAL', 'a staged write is gone')
  return orFailed(() => applyChange(write, slot(index), context), described(write))
}

/** Runs writes in the order of their dependencies. */
class Run {
  readonly #staged: readonly StagedWrite[]
  readonly #apply: (index: number) => Promise<MutationOutcome>
  readonly #outcomes = new Map<number, MutationOutcome>()
  readonly #begun = new Set<number>()
  /** Indices in the order in which their writes ended. */
  readonly ended: number[] = []
  /** Index of the first write that did not go well. */
  #failed: number | undefined

  constructor(staged: readonly StagedWrite[], apply: (index: number) => Promise<MutationOutcome>) {
    this.#staged = staged
    this.#apply = apply
  }

  async all(limit: number): Promise<MutationOutcome[]> {
    const running = new Map<number, Promise<void>>()
    for (;;) {
      for (const index of this.#ready().slice(0, limit - running.size)) {
        this.#begun.add(index)
        running.set(
          index,
          this.#one(index).finally(() => running.delete(index)),
        )
      }
      if (running.size === 0) break
      await Promise.race(running.values())
    }
    return this.#staged.map((staged, index) => this.#outcomes.get(index) ?? this.#skipped(staged))
  }

  async #one(index: number): Promise<void> {
    const outcome = await this.#apply(index)
    this.#outcomes.set(index, outcome)
    this.ended.push(index)
    // What goes on without us, and what nobody knows the end of, may have failed.
    if (outcome.error !== undefined) this.#failed ??= index
  }

  #ready(): number[] {
    if (this.#failed !== undefined) return []
    return this.#staged.flatMap(({ dependsOn }, index) => {
      const free = dependsOn.every((number) => this.#outcomes.has(number - 1))
      return free && !this.#begun.has(index) ? [index] : []
    })
  }

  #skipped({ write }: StagedWrite): MutationOutcome {
    const failed = this.#failed
    if (failed === undefined) return { ...described(write), status: 'SKIPPED', note: 'not begun' }
    const number = String(this.#staged[failed]?.number)
    const isOver = this.#outcomes.get(failed)?.status === 'FAILED'
    const why = isOver ? `#${number} failed` : `how #${number} ends is not known`
    return { ...described(write), status: 'SKIPPED', note: `not begun, since ${why}` }
  }
}
