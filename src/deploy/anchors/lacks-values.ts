import { unsentProps, type RenderedResource } from '../../manifest/index.js'
import { parsePointer } from '../../resource/index.js'
import { decideStep } from '../run/decide-step.js'
import type { StackRun } from '../run/stack-run.js'
import type { AnchoredState } from './anchored-state.js'

/** True where a create has sent a part of what is declared, and an update can bring the rest. */
export async function lacksValues(
  run: StackRun,
  { resource }: RenderedResource,
  { state, statements, wanted, found }: AnchoredState,
): Promise<boolean> {
  if (state !== 'wrong' || statements.has('statecheck') || statements.has('createorupdate'))
    return false
  if (wanted === undefined || found === undefined) return false
  const { action, change } = await decideStep(run, wanted, found)
  if (action !== 'update' || change === undefined || !('reasons' in change)) return false
  // What the statement did send, and is there otherwise, is its mistake.
  const unsent = new Set([...unsentProps(resource)].map(spelledAlike))
  return change.reasons.every(({ path }) => unsent.has(spelledAlike(parsePointer(path)[0] ?? '')))
}

const spelledAlike = (name: string): string => name.replaceAll('_', '').toLowerCase()
