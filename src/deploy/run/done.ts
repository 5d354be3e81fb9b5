import type { Step } from '../plan/step.js'

/** What was done about one resource, with what undoes it. */
export interface Done {
  readonly step: Step
  /** What it is called now. */
  readonly identifier?: string
  /** Identifiers of what it took the place of, which go once all that depends on them has moved. */
  readonly replaced?: readonly string[]
}
