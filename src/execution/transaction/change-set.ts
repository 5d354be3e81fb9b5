import { AppError } from '../../errors/index.js'
import { statedIdentifier } from '../../resource/index.js'
import type { JsonObject } from '../../util/index.js'
import { refuseReplacement } from '../mutation/apply-change.js'
import { changedMeanwhile } from '../mutation/target-recheck.js'
import { isPlanned, isSent, resourceKey, type PlannedWrite } from '../mutation/planned-write.js'
import type { WriteTarget } from '../mutation/write-target.js'
import type { WritePlan } from '../mutation/write-plan.js'
import { dependencies } from './dependencies.js'

/** A write that waits for COMMIT. */
export interface StagedWrite {
  /** Its number in the change set, from 1. */
  readonly number: number
  readonly write: PlannedWrite
  /** Whether its statement names it by its identifier. */
  readonly named: boolean
  /** Numbers of the writes that have to end before this one begins. */
  readonly dependsOn: readonly number[]
}

/** The writes between BEGIN and COMMIT. */
export class ChangeSet {
  readonly #staged: Omit<StagedWrite, 'dependsOn'>[] = []

  /** All that is staged, in the order of the statements. */
  get writes(): readonly StagedWrite[] {
    const ordered = dependencies(this.#staged.map(({ write }) => write))
    return this.#staged.map((staged, index) => ({
      ...staged,
      dependsOn: (ordered[index] ?? []).map((each) => each + 1),
    }))
  }

  /**
   * Adds what a statement does; nothing of it where any part of it cannot be done.
   * @throws AppError of a write that could not be planned or would replace; TRANSACTION for a resource that the
   *   set makes or deletes already
   */
  add({ writes, named }: Pick<WritePlan, 'writes' | 'named'>): void {
    const added: PlannedWrite[] = []
    for (const write of writes) {
      if (!isPlanned(write)) throw write.error
      refuseReplacement(write)
      if (!isSent(write)) continue
      this.#refuseTwice(write, added)
      added.push(asShown(write))
    }
    for (const write of added) {
      this.#staged.push({ number: this.#staged.length + 1, write, named })
    }
  }

  /** A resource as it will be after the updates that are staged; `undefined` where there is none. */
  liveOf(
    target: Pick<WriteTarget, 'place' | 'identifier'>,
    schema: WritePlan['table']['schema'],
  ): JsonObject | undefined {
    const key = resourceKey(schema, target.place, target.identifier)
    const last = this.#last(key, [])
    if (last?.change.kind === 'update') return last.change.result
    return undefined
  }

  #refuseTwice(write: PlannedWrite, added: readonly PlannedWrite[]): void {
    const key = keyOf(write)
    if (key === undefined) return
    const before = this.#last(key, added)?.change.kind
    const makes = write.change.kind === 'create'
    const gone = before === 'delete'
    if (before === undefined || (makes ? gone : before === 'update')) return
    const { typeName } = write.schema
    const what = before === 'delete' ? 'deleted' : before === 'create' ? 'made' : 'changed'
    throw new AppError(
      'TRANSACTION',
      `${typeName} ${write.identifier ?? ''} is ${what} in this transaction already`,
      {
        typeName,
        hint: 'SHOW CHANGES lists what is staged; COMMIT first, or say it in one statement',
      },
    )
  }

  #last(key: string, added: readonly PlannedWrite[]): PlannedWrite | undefined {
    const all = [...this.#staged.map(({ write }) => write), ...added]
    return all.findLast((write) => keyOf(write) === key)
  }
}

/** What somebody was shown is made as it was shown, or not at all. */
function asShown(write: PlannedWrite): PlannedWrite {
  const { decideAgain, schema, place, identifier = '', change } = write
  if (decideAgain === undefined) return write
  return {
    ...write,
    decideAgain: async (live) => {
      const again = await decideAgain(live)
      if (again.change.kind === 'no-op' || isAlike(again.change, change)) return again
      const target = { place, identifier }
      throw changedMeanwhile({ schema }, target, 'the change would be another one than was shown')
    },
  }
}

function isAlike(a: PlannedWrite['change'], b: PlannedWrite['change']): boolean {
  if (a.kind !== b.kind) return false
  return a.kind !== 'update' || b.kind !== 'update' || a.document === b.document
}

function keyOf({ schema, place, identifier, change }: PlannedWrite): string | undefined {
  const named =
    identifier ?? ('desired' in change ? statedIdentifier(schema, change.desired) : undefined)
  return named === undefined ? undefined : resourceKey(schema, place, named)
}
