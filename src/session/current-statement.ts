import { setMaxListeners } from 'node:events'
import { lazyEngine } from '../engine/index.js'
import {
  CallBudget,
  Coverage,
  type CoverageUnit,
  type ExecutionContext,
} from '../execution/index.js'
import { progressOf, type Progress } from './progress.js'
import type { SessionParts } from './session-parts.js'
import type { Settings } from './settings.js'
import { systemClock } from './system-clock.js'

/** The statement that a session runs, or ran last: its number, its coverage, its budget of calls. */
export class CurrentStatement {
  readonly #parts: SessionParts
  readonly #settings: Settings
  #number = 0
  #budget: CallBudget | undefined
  #throttlesBefore = 0
  #coverage = new Coverage()
  #lastCoverage: readonly CoverageUnit[] = []

  constructor(parts: SessionParts, settings: Settings) {
    this.#parts = parts
    this.#settings = settings
  }

  /** Another statement begins. */
  begin(): void {
    this.#number++
  }

  /** How far it is. */
  get progress(): Progress {
    const throttles = this.#parts.statistics.throttles - this.#throttlesBefore
    return progressOf(this.#coverage, { calls: this.#budget?.made ?? 0, throttles })
  }

  /** What it runs with, its coverage and budget anew. */
  async context(signal: AbortSignal, names: ExecutionContext['names']): Promise<ExecutionContext> {
    const { engine, connector, host, secrets, catalog, limit, rules, runId } = this.#parts
    const { writes, wait, strict, journal, target } = this.#parts
    const statement = this.#number
    if (this.#coverage.units.length > 0) this.#lastCoverage = this.#coverage.units
    this.#coverage = new Coverage()
    this.#budget = new CallBudget(this.#settings.values.maxCalls)
    this.#throttlesBefore = this.#parts.statistics.throttles
    // Every call in flight listens to it, and there are more than Node thinks normal.
    setMaxListeners(0, signal)
    return {
      engine: lazyEngine(() => engine.get()),
      connector: await connector.get(),
      host,
      secrets,
      catalog,
      limit,
      rules,
      signal,
      ...writes.forContext,
      wait,
      strict,
      seed: this.#settings.values.seed,
      connections: this.#parts.connections,
      coverage: this.#coverage,
      lastCoverage: this.#lastCoverage,
      names,
      budget: this.#budget,
      learned: this.#parts.learned,
      listInputs: this.#parts.listInputs,
      handlerTimes: this.#parts.handlerTimes,
      locks: this.#parts.locks,
      clock: systemClock,
      run: { id: runId, statement, target },
      ...(journal === undefined ? {} : { journal }),
      resumeCommand: this.#parts.resumeCommand,
      clientToken: (row, attempt) => [runId, statement, row, attempt].join('-'),
    }
  }
}
