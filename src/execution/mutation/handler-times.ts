import type { ProgressEvent } from '../../connectors/index.js'

/** Writes of a kind that are remembered: what is asked for early costs a call, what is asked for late costs time. */
const REMEMBERED = 8

/** How long the handlers of writes took lately, by the service's own clock: when to ask for the next one's end. */
export class HandlerTimes {
  readonly #times = new Map<string, number[]>()

  /** The shortest of the last times, in milliseconds; `undefined` where none is known. */
  expected(kind: string): number | undefined {
    const times = this.#times.get(kind)
    return times === undefined ? undefined : Math.min(...times)
  }

  /** Notes a write that succeeded; one whose events carry no times teaches nothing. */
  learn(
    kind: string,
    { accepted, ended }: Readonly<Record<'accepted' | 'ended', ProgressEvent>>,
  ): void {
    if (accepted.eventTime === undefined || ended.eventTime === undefined) return
    const times = this.#times.get(kind) ?? []
    times.push(Math.max(0, ended.eventTime - accepted.eventTime))
    if (times.length > REMEMBERED) times.shift()
    this.#times.set(kind, times)
  }
}
