import type { AppError } from '../errors/index.js'
import { throwIfCancelled } from './throw-if-cancelled.js'

/**
 * Rows that are still being fetched while they are read. `ended` resolves when nothing goes on for them any more:
 * they were read to their end, dropped, or the signal fired, after which reading them throws. What they throw is
 * first told to `failed`.
 */
export function heldRows<T>(
  batches: AsyncIterable<T>,
  signal: AbortSignal,
  failed: (error: unknown) => AppError,
): { readonly batches: AsyncIterable<T>; readonly ended: Promise<void> } {
  const source = batches[Symbol.asyncIterator]()
  let end: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (end = resolve))
  const finish = async (): Promise<void> => {
    signal.removeEventListener('abort', stop)
    try {
      await source.return?.()
    } finally {
      end()
    }
  }
  const stop = (): void => {
    finish().catch(() => undefined)
  }
  signal.addEventListener('abort', stop)
  const read = async function* (): AsyncGenerator<T> {
    try {
      for (;;) {
        const next = await source.next()
        throwIfCancelled(signal)
        if (next.done === true) return
        yield next.value
        throwIfCancelled(signal)
      }
    } catch (error) {
      throw failed(error)
    } finally {
      await finish()
    }
  }
  return { batches: read(), ended }
}
