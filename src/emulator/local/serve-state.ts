import { randomUUID } from 'node:crypto'
import { AppError } from '../../errors/index.js'
import { makePlane, wireParts } from '../assemble.js'
import type { ControlPlane } from '../control-plane.js'
import type { RunningServer } from '../http/server.js'
import { serve } from '../http/server.js'
import type { EmulatorOptions } from '../options.js'
import type { OpenedLog } from '../state/log-file.js'
import { globalTypes } from '../model/global-types.js'
import { openLog } from '../state/log-file.js'
import type { Holder } from './holder-file.js'
import { claim, release } from './holder-file.js'
import { identity, isAlive } from './probe.js'

/** Holders that live in this very process. After a restart in a container the pid alone may well be ours again. */
const ours = new Set<string>()

/** Whether a holder's process is gone for certain, or may be closing down. */
export const mayBeClosing = (holder: Holder): boolean =>
  holder.pid === process.pid ? ours.has(holder.nonce) : isAlive(holder.pid)

/** The state of a folder, served by this process. */
export interface Hold {
  readonly url: string
  readonly port: number
  /** Lets the process end while this still serves. */
  unref(): void
  /** Answers what is under way, closes the log and leaves the place to the next. */
  end(): Promise<void>
}

/**
 * Tries to become the holder of a folder. Listening comes first, since the claim carries the address;
 * the state is read once the claim stands, and calls wait until it is there.
 * @returns undefined where another process was faster.
 */
export async function tryToHold(
  dir: string,
  number: number,
  options: EmulatorOptions,
): Promise<Hold | undefined> {
  const wire = wireParts(options)
  const plane = deferred<ControlPlane>()
  const nonce = randomUUID()
  const parts = { ...wire, plane: plane.promise, identity: identity(nonce) }
  const server = await serve(parts, addressOf(options))
  const holder: Holder = { pid: process.pid, url: reachable(server.url), nonce }
  if (!(await claimOrClose(dir, { number, holder, server }))) {
    plane.reject(new AppError('INTERNAL', 'another process holds this state'))
    return undefined
  }
  ours.add(nonce)
  let log: OpenedLog | undefined
  const end = async (): Promise<void> => {
    await server.close()
    log?.close()
    release(dir, number, holder)
    ours.delete(nonce)
  }
  try {
    log = openLog(dir, {
      fsync: options.fsync ?? false,
      now: wire.clock(),
      isGlobal: globalTypes(options.catalog),
    })
    plane.resolve(await makePlane(options, wire, log.state))
  } catch (reason) {
    plane.reject(reason)
    await end()
    throw reason
  }
  return { url: server.url, port: server.port, unref: () => server.unref(), end }
}

/** Where the options say to listen. */
export const addressOf = ({ host, port }: EmulatorOptions): { host: string; port: number } => ({
  host: host ?? '127.0.0.1',
  port: port ?? 0,
})

/** The wildcard addresses can be listened on, not called. */
const reachable = (url: string): string =>
  url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:')

async function claimOrClose(
  dir: string,
  claimed: { readonly number: number; readonly holder: Holder; readonly server: RunningServer },
): Promise<boolean> {
  const { number, holder, server } = claimed
  try {
    if (claim(dir, number, holder)) return true
  } catch (cause) {
    await server.close()
    if (AppError.is(cause)) throw cause
    throw new AppError(
      'FILE_UNWRITABLE',
      `the local cloud cannot keep its state in ${dir}: ${String(cause)}`,
      { hint: 'Give a folder that can be written to, on a file system with hard links.', cause },
    )
  }
  await server.close()
  return false
}

interface Deferred<T> {
  readonly promise: Promise<T>
  resolve(value: T): void
  reject(reason: unknown): void
}

function deferred<T>(): Deferred<T> {
  let settle: Pick<Deferred<T>, 'resolve' | 'reject'> = {
    resolve: () => undefined,
    reject: () => undefined,
  }
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Nobody may be waiting when it fails.
  promise.catch(() => undefined)
  return { promise, ...settle }
}
