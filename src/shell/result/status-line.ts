import type { CallStatistics } from '../../connectors/index.js'
import { isLacking, type StatementResult } from '../../session/index.js'
import { failedPlaces } from './failed-places.js'

interface Answered {
  readonly rows: number
  /** Columns that did not fit. */
  readonly left: number
  readonly coverage: StatementResult['coverage']
  readonly calls: number
  readonly throttles: number
  readonly ms: number
  /** Where it was stopped. */
  readonly cut?: StatementResult['cut']
}

const CUT: Readonly<Record<NonNullable<StatementResult['cut']>, string>> = {
  rows: 'cancelled: rows so far',
  computed: 'cancelled: computed over the rows so far, the whole answer may differ',
}

/** `12 rows  4 calls  0.83 s`, and what has to be said about the answer. */
export function statusLine(answer: Answered, timing: boolean): string {
  const { rows, left, coverage, calls, throttles, ms, cut } = answer
  const failures = coverage.filter(isLacking)
  const failed = failures.length
  const cached = coverage.filter(({ note }) => note === 'cached')
  const parts = [plural(rows, 'row')]
  if (timing) {
    parts.push(plural(calls, 'call'), `${(ms / 1000).toFixed(2)} s`)
    if (throttles > 0) parts.push(`${String(throttles)} throttled`)
  }
  if (cached.length > 0) parts.push(cachedText(cached))
  if (left > 0) parts.push(`${plural(left, 'column')} not shown (\\x shows them)`)
  if (cut !== undefined) parts.push(CUT[cut])
  if (failed > 0) {
    parts.push(
      `incomplete: ${String(failed)} of ${String(coverage.length)} did not answer${failures.every(({ status }) => status === 'failed') ? '' : ' in full'}, ${failedPlaces(failures)} (\\coverage)`,
    )
  }
  return `(${parts.join('  ')})`
}

/** What was not asked anew, and how old the oldest of it is. */
function cachedText(cached: StatementResult['coverage']): string {
  const seconds = Math.round(Math.max(...cached.map(({ age = 0 }) => age)) / 1000)
  return `cached ${String(seconds)} s ago (/*+ fresh */ asks anew)`
}

/** Calls that were made between two looks at the statistics. */
export function callsOf({ calls }: CallStatistics): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0)
}

function plural(count: number, noun: string): string {
  return `${String(count)} ${noun}${count === 1 ? '' : 's'}`
}
