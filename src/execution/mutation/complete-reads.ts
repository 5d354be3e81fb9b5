import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'

/**
 * A write that depends on rows which could not be read might change what it should not: it is not sent.
 * @throws AppError SCAN_FAILED
 */
export function requireCompleteReads({ coverage }: ExecutionContext): void {
  const { unfit } = coverage
  if (unfit !== undefined) {
    throw new AppError(
      'SCAN_FAILED',
      `nothing was sent: this write reads a value that does not fit its column (${unfit.first})`,
      { hint: 'name the resources that it is about by their Identifier' },
    )
  }
  const [failed] = coverage.lacking
  if (failed === undefined) return
  throw new AppError(
    'SCAN_FAILED',
    `nothing was sent: ${failed.table} in ${failed.region}, which this write reads, did not answer${failed.status === 'failed' ? '' : ' in full'} (${failed.error?.message ?? 'no reason given'})`,
    {
      typeName: failed.typeName,
      region: failed.region,
      hint:
        failed.status === 'failed'
          ? 'name regions that answer, or try again'
          : 'name the resources that it is about by their Identifier, or try again',
      cause: failed.error,
    },
  )
}
