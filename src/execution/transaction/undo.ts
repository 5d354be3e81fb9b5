import { AppError } from '../../errors/index.js'
import { parsePointer, planChange, planSettledAssignments } from '../../resource/index.js'
import type { ExecutionContext } from '../context.js'
import { applyChange } from '../mutation/apply-change.js'
import type { WriteSlot } from '../mutation/write-slot.js'
import type { MutationOutcome } from '../mutation/outcome.js'
import { readResource } from '../mutation/plan-resource.js'
import type { PlannedWrite } from '../mutation/planned-write.js'
import type { StagedWrite } from './change-set.js'

/** A write that was applied, and is to be taken back. */
export interface DoneWrite {
  readonly index: number
  readonly write: PlannedWrite
  readonly outcome: MutationOutcome
}

/**
 * Takes a write back: what was made is deleted, what was changed is patched to what it was. What was deleted
 * or replaced cannot be had back, and its outcome says so.
 */
export async function undo(
  { write, outcome }: DoneWrite,
  slot: WriteSlot,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const { identifier } = outcome
  const { kind } = write.change
  try {
    if (kind === 'create' && outcome.operation === 'CREATE' && identifier !== undefined) {
      const change = planChange(write.schema, undefined, {})
      await applyChange(takenBack({ ...write, identifier, change }), slot, context)
      return { ...outcome, status: 'UNDONE', note: 'deleted again' }
    }
    if (kind === 'update' && outcome.operation === 'UPDATE') {
      return { ...outcome, ...(await patchBack(write, slot, context)) }
    }
  } catch (cause) {
    const error = AppError.from(cause)
    return { ...outcome, note: `done, and could not be undone: ${error.message}` }
  }
  return {
    ...outcome,
    note: `done, and cannot be undone: ${LOST[kind] ?? 'it met another resource'}`,
  }
}

/** What takes a write back is decided here, and not by the statement that asked for the write. */
function takenBack(write: PlannedWrite): PlannedWrite {
  const { schema, place, identifier, change, live, parameters } = write
  return {
    schema,
    place,
    change,
    replaceable: false,
    ...(identifier === undefined ? {} : { identifier }),
    ...(live === undefined ? {} : { live }),
    ...(parameters === undefined ? {} : { parameters }),
  }
}

/** What of a write could not be undone, in words; `undefined` where all can. */
export function lossOf({ change }: PlannedWrite): string | undefined {
  const lost = LOST[change.kind]
  if (lost !== undefined) return `cannot be undone: ${lost}`
  const hidden = hiddenPaths(change)
  if (hidden.length === 0) return undefined
  return `${hidden.join(', ')} cannot be undone: nobody can read the old values`
}

/** Which of staged writes could not be undone, for people; `undefined` where all can. */
export function lossLine(staged: readonly StagedWrite[]): string | undefined {
  const lossy = staged.filter(({ write }) => lossOf(write) !== undefined)
  if (lossy.length === 0) return undefined
  const numbers = lossy.map(({ number }) => `#${String(number)}`).join(', ')
  return `what cannot be undone, whatever on_failure says: ${numbers}`
}

function hiddenPaths({ kind, reasons }: PlannedWrite['change']): string[] {
  if (kind !== 'update') return []
  return reasons.filter(({ why }) => why === 'write-only').map(({ path }) => path)
}

const LOST: Readonly<Record<string, string>> = {
  delete: 'what a deleted resource held is gone',
  replace: 'what the replaced resource held is gone',
}

async function patchBack(
  write: PlannedWrite,
  slot: WriteSlot,
  context: ExecutionContext,
): Promise<Pick<MutationOutcome, 'status' | 'note'>> {
  const { schema, place, identifier = '', live: before, change } = write
  if (before === undefined || change.kind !== 'update') {
    return { status: 'SUCCESS', note: 'done, and cannot be undone: nobody knows what was there' }
  }
  const { live: now } = await readResource(schema, place, identifier, context)
  if (now === undefined) return { status: 'SUCCESS', note: 'done, and gone since' }
  const heads = new Set(change.reasons.map(({ path }) => parsePointer(path)[0] ?? ''))
  const changes = Object.fromEntries([...heads].map((head) => [head, before[head] ?? null]))
  const back = await planSettledAssignments(schema, now, changes)
  const undoing = { ...write, change: back, live: now, replaceable: false }
  await applyChange(takenBack(undoing), slot, context)
  const hidden = hiddenPaths(change)
  return {
    status: 'UNDONE',
    note:
      hidden.length === 0
        ? 'patched back'
        : `patched back, but for ${hidden.join(', ')}, whose old values nobody can read`,
  }
}
