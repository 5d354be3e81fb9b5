import { makePlane, wireParts } from './assemble.js'
import { serve } from './http/server.js'
import type { EmulatorOptions } from './options.js'
import { CloudState } from './state/cloud-state.js'
import type { OpenedLog } from './state/log-file.js'
import { openLog } from './state/log-file.js'
import { noJournal } from './state/state-event.js'

/** A running local cloud. */
export interface Emulator {
  /** `http://127.0.0.1:43210`, for `--endpoint-url`. */
  readonly url: string
  readonly port: number
  /** Answers the calls it has taken and ends; what was acknowledged stays in the state folder. */
  close(): Promise<void>
}

const IDENTITY = JSON.stringify({ service: 'skyql local cloud' })

/**
 * Starts the local cloud: AWS Cloud Control's protocol over HTTP, for every type of the catalogue.
 * @throws AppError USAGE (numbers), CONFIGURATION (address, seed), FILE_UNREADABLE or FILE_UNWRITABLE (state).
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const wire = wireParts(options)
  const { stateDir, fsync = false, clock = Date.now } = options
  const log = stateDir === undefined ? memoryLog() : openLog(stateDir, { fsync, now: clock() })
  try {
    const plane = Promise.resolve(await makePlane(options, wire, log.state))
    const address = { host: options.host ?? '127.0.0.1', port: options.port ?? 0 }
    const server = await serve({ ...wire, plane, identity: IDENTITY }, address)
    return {
      url: server.url,
      port: server.port,
      async close() {
        await server.close()
        log.close()
      },
    }
  } catch (reason) {
    log.close()
    throw reason
  }
}

const memoryLog = (): OpenedLog => ({ state: new CloudState(noJournal), close: () => undefined })
