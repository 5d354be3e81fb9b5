import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../../errors/index.js'
import type { EmulatorOptions } from '../options.js'
import type { Holder, NumberedHolder } from './holder-file.js'
import { readHolder } from './holder-file.js'
import { probe } from './probe.js'
import type { Hold } from './serve-state.js'
import { mayBeClosing, tryToHold } from './serve-state.js'

/** Either we hold a folder now, or another process serves it. */
export type Occupancy =
  | { readonly kind: 'ours'; readonly hold: Hold }
  | { readonly kind: 'theirs'; readonly holder: Holder }

/** A holder that closes its door may still be writing; past this it is believed gone, pid or no pid. */
const CLOSING_MS = 5_000
const GIVE_UP_MS = 15_000
const PAUSE_MS = 20

/**
 * Holds a folder's state unless somebody serves it: waits out one that is closing, replaces one that is dead.
 * @throws AppError UNREACHABLE where the holder lives and does not answer; what `tryToHold` throws.
 */
export async function occupy(dir: string, options: EmulatorOptions): Promise<Occupancy> {
  const started = Date.now()
  for (;;) {
    const current = readHolder(dir)
    const waited = Date.now() - started
    const verdict = current === undefined ? 'vacant' : await judge(current, waited)
    if (current !== undefined && verdict === 'serving') {
      return { kind: 'theirs', holder: current.holder }
    }
    if (verdict === 'vacant') {
      const hold = await tryToHold(dir, (current?.number ?? 0) + 1, options)
      if (hold !== undefined) return { kind: 'ours', hold }
    } else if (waited > GIVE_UP_MS) {
      const pid = current?.holder.pid ?? 0
      throw new AppError('UNREACHABLE', `process ${pid} holds ${dir} and does not answer`, {
        hint: 'Is it stopped? Let it go on, or end it; its state is safe on disk.',
      })
    }
    await sleep(PAUSE_MS)
  }
}

async function judge(
  { holder }: NumberedHolder,
  waited: number,
): Promise<'serving' | 'vacant' | 'unclear'> {
  if (holder.released === true) return 'vacant'
  const answer = await probe(holder)
  if (answer === 'there') return 'serving'
  if (answer === 'silent') return 'unclear'
  return mayBeClosing(holder) && waited < CLOSING_MS ? 'unclear' : 'vacant'
}
