import type { Catalog } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import type { EmulatorBehaviour } from '../options.js'
import { occupy } from './occupancy.js'
import type { Hold } from './serve-state.js'

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

/**
 * Opens the local cloud of a folder: one process serves the state, all others connect to it.
 * @throws AppError FILE_UNREADABLE, FILE_UNWRITABLE, CONFIGURATION, UNREACHABLE
 */
export async function openLocalCloud(options: LocalCloudOptions): Promise<LocalCloud> {
  let hold: Hold | undefined
  let closed = false
  let resolving: Promise<string> | undefined

  const resolve = async (): Promise<string> => {
    const occupancy = await occupy(options.dir, options)
    if (occupancy.kind === 'theirs') return occupancy.holder.url
    hold = occupancy.hold
    // The process may end while it serves: the state is on disk, and others take over.
    hold.unref()
    return hold.url
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
