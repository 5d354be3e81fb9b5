import { linkSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../../errors/index.js'
import { makeFolder, STRANGE_HINT, strangeHand } from '../../io/index.js'
import { isLoopback } from '../http/loopback.js'

/** Who serves the state of a folder. */
export interface Holder {
  readonly pid: number
  readonly url: string
  /** Answered by the server itself, so that a port taken over by somebody else is told apart. */
  readonly nonce: string
  readonly released?: boolean
}

/** A holder and its place in the row of all holders of the folder. */
export interface NumberedHolder {
  readonly number: number
  readonly holder: Holder
}

const NAME = /^holder-(\d+)\.json$/

const pathOf = (dir: string, number: number): string => join(dir, `holder-${number}.json`)

/**
 * The latest holder: the file with the highest number. Numbers only grow and a file is never reused, so
 * that a process that was about to replace one holder can not replace its successor by mistake.
 */
export function readHolder(dir: string): NumberedHolder | undefined {
  const numbers = listNumbers(dir)
  for (const number of numbers.sort((a, b) => b - a)) {
    try {
      const path = pathOf(dir, number)
      refuseStrange(dir, path)
      const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
      refuseElsewhere(path, holder)
      return { number, holder }
    } catch (reason) {
      if (AppError.is(reason)) throw reason
      // Swept away by a newer holder between the two reads: that one is found next time around.
      if ((reason as NodeJS.ErrnoException).code === 'ENOENT') return readHolder(dir)
      return { number, holder: { pid: 0, url: '', nonce: '', released: true } }
    }
  }
  return undefined
}

/** Calls go where the file says: nobody else may have written it. @throws AppError FILE_UNREADABLE */
function refuseStrange(...paths: readonly string[]): void {
  const strange = strangeHand(...paths)
  if (strange === undefined) return
  throw new AppError('FILE_UNREADABLE', `the local cloud's state is not trusted: ${strange}`, {
    hint: STRANGE_HINT,
  })
}

/** @throws AppError FILE_UNREADABLE for an address that is not of this machine */
function refuseElsewhere(path: string, { url, released }: Holder): void {
  if (released === true) return
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '' }
  if (protocol === 'http:' && isLoopback(hostname)) return
  throw new AppError(
    'FILE_UNREADABLE',
    `${path} names no address of this machine: nothing was sent`,
    {
      hint: 'take the file away, or give the address by --endpoint-url',
    },
  )
}

/** Becomes the holder after `previous`; false where another process was faster. */
export function claim(dir: string, number: number, holder: Holder): boolean {
  makeFolder(dir)
  refuseStrange(dir)
  // The state holds what the user wrote, secrets too: it does not belong into a repository.
  writeFileSync(join(dir, '.gitignore'), '*\n', { mode: 0o600 })
  const draft = join(dir, `claim-${holder.nonce}.json`)
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 })
  try {
    // A link appears with its content or not at all, and never over another.
    linkSync(draft, pathOf(dir, number))
  } catch (reason) {
    if ((reason as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw reason
  } finally {
    rmSync(draft, { force: true })
  }
  const numbers = listNumbers(dir)
  if (numbers.some((other) => other > number)) {
    rmSync(pathOf(dir, number), { force: true })
    return false
  }
  for (const other of numbers) if (other < number) rmSync(pathOf(dir, other), { force: true })
  return true
}

/** Leaves the place: the file stays, marked, for its number's sake. */
export function release(dir: string, number: number, holder: Holder): void {
  const draft = join(dir, `claim-${holder.nonce}.json`)
  writeFileSync(draft, JSON.stringify({ ...holder, released: true }), { mode: 0o600 })
  renameSync(draft, pathOf(dir, number))
}

function listNumbers(dir: string): number[] {
  try {
    return readdirSync(dir)
      .map((name) => NAME.exec(name)?.[1])
      .filter((number) => number !== undefined)
      .map(Number)
  } catch (reason) {
    // No folder yet; whether there can be one, the claim will find out.
    const { code } = reason as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw reason
  }
}
