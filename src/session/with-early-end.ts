import { EarlyEnd } from '../execution/index.js'
import type { StatementResult } from './statement-result.js'

/** Runs a query that the signal ends early, and marks its answer where that happened. */
export async function withEarlyEnd(
  signal: AbortSignal,
  work: (earlyEnd: EarlyEnd) => Promise<StatementResult>,
): Promise<StatementResult> {
  const earlyEnd = new EarlyEnd()
  const stop = (): void => earlyEnd.stop()
  if (signal.aborted) stop()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const result = await work(earlyEnd)
    if (!earlyEnd.isCut) return result
    return { ...result, cut: earlyEnd.isRowWise ? 'rows' : 'computed' }
  } finally {
    signal.removeEventListener('abort', stop)
    earlyEnd.dispose()
  }
}
