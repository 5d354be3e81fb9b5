import { makePlane, wireParts } from './assemble.js'
import { AppError } from '../errors/index.js'
import type { RunningServer } from './http/server.js'
import { serve } from './http/server.js'
import { occupy } from './local/occupancy.js'
import { addressOf } from './local/serve-state.js'
import type { EmulatorOptions } from './options.js'
import { globalTypes } from './model/global-types.js'
import { CloudState } from './state/cloud-state.js'
import { noJournal } from './state/state-event.js'

/** A running local cloud. */
export interface Emulator {
  /** `http://127.0.0.1:43210`, for `--endpoint-url`. */
  readonly url: string
  readonly port: number
  /** Answers the calls it has taken and ends; what was acknowledged stays in the state folder. */
  close(): Promise<void>
}

/**
 * Starts the local cloud: AWS Cloud Control's protocol over HTTP, for every type of the catalogue.
 * @throws AppError USAGE (numbers), CONFIGURATION (address, seed, a state that another process serves),
 * FILE_UNREADABLE or FILE_UNWRITABLE (state), UNREACHABLE (its holder does not answer).
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { stateDir } = options
  if (stateDir === undefined) return emulatorOf(await serveFromMemory(options))
  const occupancy = await occupy(stateDir, options)
  if (occupancy.kind === 'theirs') {
    const { pid, url } = occupancy.holder
    throw new AppError('CONFIGURATION', `process ${pid} serves ${stateDir} already, at ${url}`, {
      hint: 'Use that address, or give another folder.',
    })
  }
  const { hold } = occupancy
  return { url: hold.url, port: hold.port, close: () => hold.end() }
}

const IDENTITY = JSON.stringify({ service: 'skyql local cloud' })

async function serveFromMemory(options: EmulatorOptions): Promise<RunningServer> {
  const wire = wireParts(options)
  const plane = Promise.resolve(
    await makePlane(options, wire, new CloudState(noJournal, globalTypes(options.catalog))),
  )
  return serve({ ...wire, plane, identity: IDENTITY }, addressOf(options))
}

const emulatorOf = (server: RunningServer): Emulator => ({
  url: server.url,
  port: server.port,
  close: () => server.close(),
})
