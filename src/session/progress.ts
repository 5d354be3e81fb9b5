import type { Coverage, CoverageUnit } from '../execution/index.js'

/** How far the reads of a statement are. */
export interface Progress {
  /** Places that its scans ask, as far as they are known. */
  readonly units: number
  /** Those that are through, failed ones included. */
  readonly done: number
  readonly failed: number
  /** Those that failed. */
  readonly failures: readonly CoverageUnit[]
  readonly rows: number
  readonly calls: number
  readonly throttles: number
}

export function progressOf(
  { expected, units, failed, found }: Coverage,
  made: Pick<Progress, 'calls' | 'throttles'>,
): Progress {
  return {
    units: Math.max(expected, units.length),
    done: units.length,
    failed: failed.length,
    failures: failed,
    rows: found,
    ...made,
  }
}
