import { AppError } from '../errors/index.js'

/** @throws AppError the signal's reason where it is one, else CANCELLED */
export function throwIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return
  const reason: unknown = signal.reason
  throw AppError.is(reason)
    ? reason
    : new AppError('CANCELLED', 'the statement was cancelled', { cause: reason })
}

/** A signal for work that nobody stops. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal
}
