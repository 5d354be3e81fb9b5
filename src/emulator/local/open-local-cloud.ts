import { setTimeout as sleep } from 'node:timers/promises'
import type { Catalog } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import type { EmulatorBehaviour } from '../options.js'
import type { NumberedHolder } from './holder-file.js'
import { readHolder } from './holder-file.js'
import { probe } from './probe.js'
import type { Hold } from './serve-state.js'
import { mayBeClosing, tryToHold } from './serve-state.js'

/** Options of `--local`. How the cloud behaves is up to the process that serves it. */
export interface LocalCloudOptions extends EmulatorBehaviour {
  /** Where the state is, e.g. `.skyql/local`. */
  readonly dir: string
  readonly catalog: Catalog
  readonly io?: IoHost
}

/** A folder's local cloud, served by this process or by another. */
export interface LocalCloud {
  /**
   * Where it is served now. Ask again after a refused or broken connection: if the serving process is gone,
   * this one takes over.
   * @throws AppError UNREACHABLE where the process that holds the state does not answer.
   */
  endpoint(): Promise<string>
  /** Ends the service if it is ours, with all calls answered; others take over when they next need it. */
  close(): Promise<void>
}

/** A holder that closes its door may still be writing; past this it is believed gone, pid or no pid. */
const CLOSING_MS = 5_000
const GIVE_UP_MS = 15_000
const PAUSE_MS = 20

/**
 * Opens the local cloud of a folder: one process serves the state, all others connect to it.
 * @throws AppError FILE_UNREADABLE, FILE_UNWRITABLE, CONFIGURATION, UNREACHABLE
 */
export async function openLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  let hold: Hold | undefined
  let closed = false
  let resolving: Promise<string> | undefined

  const resolve = async (): Promise<string> => {
    const found = await findOrHold(options)
    if (typeof found === 'string') return found
    hold = found
    return found.url
  }
  const endpoint = async (): Promise<string> => {
    if (closed) {
      throw new AppError('INTERNAL', 'the local cloud was closed', { hint: 'Open it again.' })
    }
    if (hold !== undefined) return hold.url
    resolving ??= resolve().finally(() => {
      resolving = undefined
    })
    return resolving
  }
  await endpoint()
  return {
    endpoint,
    async close() {
      closed = true
      await resolving?.catch(() => undefined)
      const mine = hold
      hold = undefined
      await mine?.end()
    },
  }
}

/** The address of the holder, or our own hold. */
async function findOrHold(options: LocalCloudOptions): Promise<string | Hold> {
  const { dir } = options
  const started = Date.now()
  for (;;) {
    const current = readHolder(dir)
    const waited = Date.now() - started
    const verdict = current === undefined ? 'vacant' : await judge(current, waited)
    if (current !== undefined && verdict === 'serving') return current.holder.url
    if (verdict === 'vacant') {
      const mine = await tryToHold(dir, (current?.number ?? 0) + 1, options)
      if (mine !== undefined) return mine
    } else if (waited > GIVE_UP_MS) {
      throw new AppError(
        'UNREACHABLE',
        `process ${current?.holder.pid ?? 0} holds ${dir} and does not answer`,
        {
          hint: 'Is it stopped? Let it go on, or end it; its state is safe on disk.',
        },
      )
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
