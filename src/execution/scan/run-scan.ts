import { AppError } from '../../errors/index.js'
import type { ScanRequest } from '../../plan/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import type { CoverageUnit } from '../coverage.js'
import { RegionScan, type ResourceSink } from './region-scan.js'
import { RowQuota } from './row-quota.js'
import { UnitMeter } from './unit-meter.js'

/** Regions that are asked at once; the calls themselves are bounded by the call limit. */
const REGIONS_AT_ONCE = 256

/** Regions at once where a few of them may do. */
const LIMITED_REGIONS_AT_ONCE = 4

/**
 * Runs one scan, region by region, all at once. A region that fails is that region's failure, told in the
 * coverage.
 * @throws AppError that is the statement's fault or ours, and CANCELLED
 */
export async function runScan(
  scan: ScanRequest,
  context: ExecutionContext,
  sink: ResourceSink,
): Promise<void> {
  const quota = new RowQuota(scan.limit)
  const atOnce = quota.isBounded ? LIMITED_REGIONS_AT_ONCE : REGIONS_AT_ONCE
  await mapConcurrent(scan.regions, atOnce, async (region) => {
    context.coverage.add(await runUnit({ scan, region, quota }, context, sink), scan)
  })
}

interface Unit {
  readonly scan: ScanRequest
  readonly region: string
  readonly quota: RowQuota
}

async function runUnit(
  { scan, region, quota }: Unit,
  context: ExecutionContext,
  sink: ResourceSink,
): Promise<CoverageUnit> {
  const { typeName } = scan.schema
  const table = scan.relations[0]?.name ?? typeName
  const meter = new UnitMeter(context.budget)
  const started = context.clock.now()
  let rows = 0
  const unit = (status: CoverageUnit['status']): CoverageUnit => {
    const { calls, pages, retries, throttles } = meter
    const ms = context.clock.now() - started
    return { table, typeName, region, status, rows, calls, pages, retries, throttles, ms }
  }
  if (quota.isReached()) return { ...unit('skipped'), note: 'limited' }
  try {
    await new RegionScan(scan, region, context, { meter, quota }).run(async (resources) => {
      rows += resources.length
      quota.take(resources.length)
      await sink(resources)
    })
    return {
      ...unit(rows === 0 ? 'empty' : 'done'),
      ...(quota.isReached() ? { note: 'limited' } : {}),
    }
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.code === 'CANCELLED' || isStatementError(error)) throw error
    return { ...unit('failed'), error }
  }
}

/** User errors that may come of a region's answer, or of credentials that ran out on the way. */
const REGIONS_OWN = new Set(['NOT_UPDATABLE', 'NO_CREDENTIALS'])

/** Errors that are the statement's or ours, not a region's. */
function isStatementError({ kind, code }: AppError): boolean {
  return (kind === 'user' && !REGIONS_OWN.has(code)) || kind === 'internal'
}
