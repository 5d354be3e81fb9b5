import type { AppError } from '../../errors/index.js'
import type { Step } from '../plan/step.js'

/** How one resource ended in a run that acts. */
export type StepStatus =
  'done' | 'unchanged' | 'failed' | 'blocked' | 'not-started' | 'undone' | 'not-undone'

export interface StepResult {
  readonly step: Step
  readonly status: StepStatus
  readonly identifier?: string
  /** Milliseconds. */
  readonly ms: number
  readonly error?: AppError
}

/** Is told what a run does, as it does it. */
export interface StackObserver {
  /** The run is about to work on these. */
  begin(steps: readonly Step[]): void
  started(step: Step): void
  ended(result: StepResult): void
}

export const silentObserver: StackObserver = {
  begin: () => undefined,
  started: () => undefined,
  ended: () => undefined,
}
