import { AppError } from '../../errors/index.js'
import { foldPlaces, type EstateAccess, type Place, type ScanRequest } from '../../plan/index.js'
import { mapConcurrent, shuffled } from '../../util/index.js'
import { estateRow } from '../builtin/estate-row.js'
import type { ExecutionContext } from '../context.js'
import type { CoverageUnit } from '../coverage.js'
import type { ResourceSink } from './place-scan.js'
import { scanPlace } from '../cache/cached-scan.js'
import { RowQuota } from './row-quota.js'
import { UnitMeter } from './unit-meter.js'
import { noteStrangeRegion } from '../strange-regions.js'

/** Places that are asked at once; the calls themselves are bounded by the call limit. */
const PLACES_AT_ONCE = 256

/** Places at once where a few of them may do. */
const LIMITED_PLACES_AT_ONCE = 4

/**
 * Runs one scan, place by place, all at once. A place that fails is that place's failure, told in the
 * coverage.
 * @throws AppError that is the statement's fault or ours, and CANCELLED
 */
export async function runScan(
  scan: ScanRequest,
  context: ExecutionContext,
  sink: ResourceSink,
): Promise<void> {
  for (const { region } of scan.places) noteStrangeRegion(region, context)
  if (scan.places.length === 0 && scan.scopedBy === 'statement') noteNoPlace(scan, context)
  const quota = new RowQuota(scan.limit)
  const atOnce = quota.isBounded ? LIMITED_PLACES_AT_ONCE : PLACES_AT_ONCE
  if (scan.access.kind === 'estate') {
    const units = estateUnits(scan, scan.access, { quota, sink, context })
    context.coverage.expect(units.length)
    const ordered = quota.isBounded ? units : shuffled(units, context.seed)
    await mapConcurrent(ordered, atOnce, (unit) => unit())
    return
  }
  context.coverage.expect(scan.places.length)
  // Neighbours in the list are regions of one account, which would all meet its limits at once.
  const places = quota.isBounded ? scan.places : shuffled(scan.places, context.seed)
  await mapConcurrent(places, atOnce, async (place) => {
    context.coverage.add(await runUnit({ scan, place, quota }, context, sink), scan)
  })
}

/** An empty answer of which nobody was asked is no empty inventory. */
function noteNoPlace({ relations }: ScanRequest, { host }: ExecutionContext): void {
  const name = relations[0]?.name ?? 'the table'
  host.notify({
    code: '2124',
    level: 'warning',
    text: `no known region or connection fits what the statement says of ${name}'s: nothing was asked`,
  })
}

interface EstateParts {
  readonly quota: RowQuota
  readonly sink: ResourceSink
  readonly context: ExecutionContext
}

/** A unit for each type and place, place by place in turn; what nobody can list is told, too. */
function estateUnits(
  scan: ScanRequest,
  { parts, unlisted }: EstateAccess,
  { quota, sink, context }: EstateParts,
): (() => Promise<void>)[] {
  const units = parts.flatMap((part) => {
    const { schema, access, properties } = part
    const places = foldPlaces(scan.places, schema.reach, access)
    return places.map((place) => async (): Promise<void> => {
      const own = { scan: { ...scan, schema, access, properties }, place, quota }
      const rows: ResourceSink = (found) => sink(found.map((each) => estateRow(part, each)))
      context.coverage.add(await runUnit(own, context, rows), scan)
    })
  })
  const untold = unlisted.map(({ typeName, reason }) => (): Promise<void> => {
    const [place = { connection: '', region: '' }] = scan.places
    const none = { rows: 0, calls: 0, pages: 0, retries: 0, throttles: 0, ms: 0 }
    const table = scan.relations[0]?.name ?? typeName
    const error = new AppError('LIST_INPUT_REQUIRED', reason, { typeName })
    context.coverage.add(
      { table, typeName, ...place, status: 'skipped', ...none, error, note: 'unlisted' },
      scan,
    )
    return Promise.resolve()
  })
  return [...units, ...untold]
}

interface Unit {
  readonly scan: ScanRequest
  readonly place: Place
  readonly quota: RowQuota
}

async function runUnit(
  { scan, place, quota }: Unit,
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
    const { connection, region } = place
    const accountId = place.accountId ?? context.connections.knownAccountOf(connection)
    return {
      table,
      typeName,
      connection,
      ...(accountId === undefined ? {} : { accountId }),
      region,
      status,
      rows,
      calls,
      pages,
      retries,
      throttles,
      ms: context.clock.now() - started,
    }
  }
  if (quota.isReached()) return { ...unit('skipped'), note: 'limited' }
  try {
    const identified = await identify(place, scan, context)
    const cached = await scanPlace(
      { scan, place: identified },
      context,
      { meter, quota },
      async (resources) => {
        rows += resources.length
        context.coverage.find(resources.length)
        quota.take(resources.length)
        await sink(resources)
      },
    )
    return {
      ...unit(rows === 0 ? 'empty' : 'done'),
      ...meter.failures.told(rows),
      ...(quota.isReached() ? { note: 'limited' } : globalNote(scan)),
      ...(cached === undefined ? {} : { note: 'cached', age: cached.age }),
    }
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.code === 'CANCELLED' && context.hasEnough?.() === true) {
      return { ...unit(rows === 0 ? 'skipped' : 'done'), note: 'limited' }
    }
    if (isStopped(error, context)) return { ...unit('failed'), error }
    if (error.code === 'CANCELLED' || isStatementError(error)) throw error
    return { ...unit('failed'), error }
  } finally {
    meter.oddities.tell(context.host, place)
  }
}

/** Says why one region stands for all. */
function globalNote({ schema }: ScanRequest): Pick<CoverageUnit, 'note'> {
  return schema.reach === 'global' ? { note: 'global' } : {}
}

/** The place with its account, where rows show that. */
export async function identify(
  place: Place,
  { relations }: ScanRequest,
  { connections, signal }: ExecutionContext,
): Promise<Place> {
  const isShown = relations.some(({ columns }) =>
    columns.some(({ source }) => source.kind === 'place' && source.column === 'account_id'),
  )
  if (place.accountId !== undefined || !isShown) return place
  return { ...place, accountId: await connections.accountOf(place.connection, signal) }
}

/** User errors that may come of a place's answer, or of credentials that ran out on the way. */
const PLACES_OWN = new Set(['NOT_UPDATABLE', 'NO_CREDENTIALS'])

/** True where the reader stopped the fetching and takes what came before. */
export function isStopped({ code }: AppError, { earlyEnd }: ExecutionContext): boolean {
  return code === 'CANCELLED' && earlyEnd?.isCut === true
}

/** Errors that are the statement's or ours, not a place's. */
export function isStatementError({ kind, code }: AppError): boolean {
  return (kind === 'user' && !PLACES_OWN.has(code)) || kind === 'internal'
}
