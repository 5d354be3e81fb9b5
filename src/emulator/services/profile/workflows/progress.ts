import type { PlannedStep, Workflow } from './workflow.js'
import { MOST_ATTEMPTS } from './workflow.js'

/** A step as it stands at some time. */
export interface StepProgress {
  readonly step: PlannedStep
  readonly status: 'NOT_STARTED' | 'IN_PROGRESS' | 'RETRY' | 'COMPLETE' | 'FAILED' | 'CANCELLED'
  readonly message: string
  /** Attempts begun, each with its time and how it stands. */
  readonly attempts: readonly Attempt[]
  readonly updatedAt: number
}

export interface Attempt {
  readonly startedAt: number
  readonly updatedAt: number
  readonly status: 'InProgress' | 'Successful' | 'Error'
}

const FAILED_ATTEMPT = 'The source did not answer in time (transient).'

/** Steps run one after another; one that fails to the end keeps those after it from running. */
export function stepsAt({ startedAt, stepMs, steps }: Workflow, now: number): StepProgress[] {
  let start = startedAt
  let stopped: number | undefined
  return steps.map((step) => {
    if (stopped !== undefined) {
      const cancelled = now >= stopped
      return {
        step,
        status: cancelled ? 'CANCELLED' : 'NOT_STARTED',
        message: cancelled ? 'An earlier step failed.' : 'Waits for earlier steps.',
        attempts: [],
        updatedAt: cancelled ? stopped : startedAt,
      }
    }
    const progress = stepAt(step, { start, stepMs, now })
    start += attemptsOf(step) * stepMs
    if (step.failing >= MOST_ATTEMPTS) stopped = start
    return progress
  })
}

/** When it ends, well or not. */
export function endOf({ startedAt, stepMs, steps }: Workflow): number {
  const failed = steps.findIndex(({ failing }) => failing >= MOST_ATTEMPTS)
  const run = failed === -1 ? steps : steps.slice(0, failed + 1)
  return startedAt + run.reduce((sum, step) => sum + attemptsOf(step), 0) * stepMs
}

export const fails = ({ steps }: Workflow): boolean =>
  steps.some(({ failing }) => failing >= MOST_ATTEMPTS)

const attemptsOf = ({ failing }: PlannedStep): number => Math.min(failing + 1, MOST_ATTEMPTS)

function stepAt(
  step: PlannedStep,
  { start, stepMs, now }: { readonly start: number; readonly stepMs: number; readonly now: number },
): StepProgress {
  const all = Array.from({ length: attemptsOf(step) }, (_, index): Attempt => {
    const startedAt = start + index * stepMs
    const over = now >= startedAt + stepMs
    const ended = index < step.failing ? 'Error' : 'Successful'
    return {
      startedAt,
      updatedAt: over ? startedAt + stepMs : startedAt,
      status: over ? ended : 'InProgress',
    }
  })
  const attempts = all.filter(({ startedAt }) => now >= startedAt)
  const last = attempts.at(-1)
  if (last === undefined) {
    return {
      step,
      status: 'NOT_STARTED',
      message: 'Waits for earlier steps.',
      attempts,
      updatedAt: start,
    }
  }
  const { updatedAt } = last
  if (last.status === 'Successful') {
    return { step, status: 'COMPLETE', message: 'Ingested.', attempts, updatedAt }
  }
  if (attempts.length === all.length && last.status === 'Error') {
    const message = `Failed after ${String(MOST_ATTEMPTS - 1)} retries: ${FAILED_ATTEMPT}`
    return { step, status: 'FAILED', message, attempts, updatedAt }
  }
  return attempts.length === 1 && last.status === 'InProgress'
    ? { step, status: 'IN_PROGRESS', message: 'Ingesting.', attempts, updatedAt }
    : { step, status: 'RETRY', message: `Retrying: ${FAILED_ATTEMPT}`, attempts, updatedAt }
}

/** Why an attempt ended as it did, for its execution record. */
export const attemptMessage = ({ status }: Attempt): string | undefined =>
  status === 'Error' ? FAILED_ATTEMPT : undefined
