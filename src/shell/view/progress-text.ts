import type { Progress } from '../shell-state.js'
import { shownText } from './shown-text.js'

const BAR = 20

/** One line about a statement under way. */
export function progressText(progress: Progress, columns: number): string {
  const {
    elapsed,
    units,
    unitsDone = 0,
    rows,
    calls,
    throttles,
    failed,
    failedPlaces,
    cancelling,
  } = progress
  const parts = [`${(elapsed / 1000).toFixed(1)} s`]
  if (units !== undefined && units > 0) {
    const full = Math.min(BAR, Math.round((BAR * unitsDone) / units))
    const bar = columns >= 80 ? `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ` : ''
    parts.push(`${bar}${String(unitsDone)} of ${String(units)}`)
  }
  if (rows !== undefined) parts.push(`${String(rows)} rows`)
  parts.push(`${String(calls)} calls`)
  if (throttles > 0) parts.push(`${String(throttles)} throttled`)
  if (failed > 0)
    parts.push(`${String(failed)} failed${failedPlaces === '' ? '' : `: ${failedPlaces}`}`)
  if (cancelling) parts.unshift('cancelling')
  return shownText(parts.join('  ')).slice(0, columns - 1)
}
