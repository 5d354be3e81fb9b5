import { AppError } from '../../errors/index.js'

/** Ctrl-C and `--timeout` as one signal; a second Ctrl-C ends the process at once. */
export function cancellation(timeoutSeconds: number | undefined): {
  readonly signal: AbortSignal
  /** The error to show in place of one that the abort caused. */
  reason(error: AppError): AppError
  dispose(): void
} {
  const controller = new AbortController()
  let timedOut = false
  const timer =
    timeoutSeconds === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true
          controller.abort()
        }, timeoutSeconds * 1000)
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130)
    controller.abort()
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  return {
    signal: controller.signal,
    reason: (error) =>
      timedOut && controller.signal.aborted
        ? new AppError(
            'TIMEOUT',
            `the statement was given up after ${String(timeoutSeconds)} seconds`,
            {
              ...error.details,
              hint: error.details.hint ?? 'raise --timeout',
            },
          )
        : error,
    dispose: () => {
      clearTimeout(timer)
      process.off('SIGINT', interrupt)
      process.off('SIGTERM', interrupt)
    },
  }
}
