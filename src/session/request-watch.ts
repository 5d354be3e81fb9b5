import type { MutationProgress } from '../execution/index.js'
import type { Message } from '../io/index.js'
import { number, optional, record, text } from '../util/index.js'

/** A write that is under way. */
export interface WatchedRequest extends Omit<MutationProgress, 'elapsed'> {
  /** Milliseconds since the epoch: when it was accepted. */
  readonly since: number
}

/** Writes that services have accepted and that have not ended, as the session tells of them. */
export class RequestWatch {
  readonly #underWay = new Map<string, WatchedRequest>()
  #ended = 0

  /** Takes in what a host is told. */
  see({ code, data }: Message): void {
    if (code !== '2101' || data === undefined) return
    const told = progress(data)
    if (told === undefined) return
    const { elapsed, ...request } = told
    if (ENDED.has(request.status)) {
      if (this.#underWay.delete(request.key)) this.#ended++
      return
    }
    const since = this.#underWay.get(request.key)?.since ?? Date.now() - elapsed
    this.#underWay.set(request.key, { ...request, since })
  }

  /** Oldest first. */
  get underWay(): readonly WatchedRequest[] {
    return [...this.#underWay.values()]
  }

  /** Forgets what is under way. */
  clear(): void {
    this.#underWay.clear()
    this.#ended = 0
  }

  get ended(): number {
    return this.#ended
  }
}

const progress = record<MutationProgress>({
  key: text,
  operation: text,
  typeName: text,
  connection: text,
  region: text,
  identifier: optional(text),
  requestToken: text,
  status: text,
  elapsed: number,
  timeout: number,
  waitingForHook: optional(text),
})

const ENDED: ReadonlySet<string> = new Set(['SUCCESS', 'FAILED', 'CANCEL_COMPLETE'])

/** One write on one line: what it is, how it stands, for how long, and how long it may take. */
export function requestLine(request: WatchedRequest, now: number): string {
  const { operation, typeName, identifier, region, status, timeout, waitingForHook } = request
  const what = [operation, typeName, identifier, region].filter((part) => part !== undefined)
  const hook = waitingForHook === undefined ? '' : ` (hook ${waitingForHook})`
  const most = `${String(Math.round(timeout / 60_000))} min`
  return `${what.join(' ')}: ${status}${hook} ${duration(now - request.since)} of at most ${most}`
}

/** Requests that are named. */
const NAMED = 20

/** Which writes go on after the wait for them was given up, and how they are found again. */
export function leftLines(left: readonly WatchedRequest[], now: number): string[] {
  const count =
    left.length === 1 ? 'this write goes on' : `these ${String(left.length)} writes go on`
  const named = left
    .slice(0, NAMED)
    .flatMap((request) => [
      `  ${requestLine(request, now)}`,
      `    request token ${request.requestToken}`,
    ])
  const more = left.length > NAMED ? [`  … and ${String(left.length - NAMED)} more`] : []
  return [`stopped waiting; ${count}:`, ...named, ...more, 'to follow: skyql exec --resume']
}

function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  if (seconds < 60) return `${String(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60)
    return seconds % 60 === 0
      ? `${String(minutes)} min`
      : `${String(minutes)} min ${String(seconds % 60)} s`
  return `${String(Math.floor(minutes / 60))} h ${String(minutes % 60)} min`
}
