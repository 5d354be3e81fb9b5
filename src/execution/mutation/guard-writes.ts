import { AppError } from '../../errors/index.js'
import { changeLines, changeSummary } from '../../format/index.js'
import type { ExecutionContext } from '../context.js'
import { viewWrite } from '../preview/view-write.js'
import { isSent } from './planned-write.js'
import type { WritePlan } from './write-plan.js'

/** Changes that are shown with the question; of more, the rest is counted. */
const SHOWN = 20

/** What is to be agreed to; `said`: what else is to be known of it. */
type Guarded = Pick<WritePlan, 'writes' | 'named'> & { readonly said?: string | undefined }

/**
 * Has somebody agree to writes that reach further than one resource, named by its identifier.
 * @throws AppError TOO_MANY_CHANGES, CONFIRMATION_REQUIRED, CANCELLED; nothing was sent
 */
export async function guardWrites(
  { writes, named, said }: Guarded,
  { guard, host, signal }: ExecutionContext,
): Promise<void> {
  const sent = writes.filter(isSent)
  const { yes, maxChanges } = guard
  if (maxChanges !== undefined && sent.length > maxChanges) {
    throw new AppError(
      'TOO_MANY_CHANGES',
      `nothing was changed: this would change ${resources(sent.length)}, and ${String(maxChanges)} may be changed at once`,
      { hint: 'narrow it, or raise --max-changes or SET max_changes; EXPLAIN shows the changes' },
    )
  }
  if (yes || sent.length === 0 || (sent.length === 1 && named && guard.always !== true)) return
  const views = sent.map(viewWrite)
  if (host.confirm === undefined) {
    throw new AppError(
      'CONFIRMATION_REQUIRED',
      `nothing was changed: this would change ${resources(sent.length)} (${changeSummary(views)})${named ? '' : ', which it does not name by Identifier'}`,
      { hint: '--yes does it, --dry-run or EXPLAIN shows it' },
    )
  }
  const lines = changeLines(views.slice(0, SHOWN), { color: false })
  const more = sent.length > SHOWN ? [`… and ${String(sent.length - SHOWN)} more`] : []
  const known = said === undefined ? [] : [said]
  const text = `Change ${resources(sent.length)} (${changeSummary(views)})?`
  if (await host.confirm({ lines: [...lines, ...more, ...known], text }, signal)) return
  throw new AppError('CANCELLED', 'nothing was changed')
}

function resources(count: number): string {
  return count === 1 ? '1 resource' : `${String(count)} resources`
}
