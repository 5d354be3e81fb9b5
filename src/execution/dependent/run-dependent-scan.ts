import { AppError } from '../../errors/index.js'
import type { DependentAccess, Place, ScanRequest } from '../../plan/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import type { ResourceSink } from '../scan/place-scan.js'
import { DependentUnit } from './dependent-unit.js'
import { readKeys, type KeyRow } from './key-reader.js'
import type { KeyStream } from './key-stream.js'
import { questionsOf } from './questions.js'
import { TaskPool } from './task-pool.js'

/** Keys that are asked for at once; the calls themselves are bounded by the connector. */
const KEYS_AT_ONCE = 256

type DependentScan = ScanRequest & { readonly access: DependentAccess }

export function isDependent(scan: ScanRequest): scan is DependentScan {
  return scan.access.kind === 'dependent'
}

/** Where the keys of a dependent scan come from: rows that other scans find, and those known from the start. */
export interface Keys {
  readonly streams: readonly KeyStream[]
  readonly known: readonly KeyRow[]
  /** The keys that were known could not be computed. */
  readonly unknown: boolean
}

/**
 * Asks for each distinct key as it comes, in the place that it names or else in all of the scan's. Where keys
 * cannot be computed, or a NULL among them counts, all is listed.
 * @throws AppError that is the statement's fault or ours, and CANCELLED
 */
export async function runDependentScan(
  scan: DependentScan,
  keys: Keys,
  context: ExecutionContext,
  sink: ResourceSink,
): Promise<void> {
  const pool = new TaskPool(KEYS_AT_ONCE)
  const units = new Map(
    scan.places.map((place) => [place, new DependentUnit(scan, place, { context, sink, pool })]),
  )
  const listAll = (): void => {
    for (const unit of units.values()) unit.listAll()
  }
  const ask = async (rows: readonly KeyRow[], nullMeansAll: boolean): Promise<void> => {
    for (const row of rows) {
      if (Object.values(row).includes(null)) {
        if (nullMeansAll) listAll()
        continue
      }
      const places = scan.places.filter((place) => isNamed(place, row))
      for (const question of questionsOf(scan, row)) {
        for (const place of places) await units.get(place)?.ask(question)
      }
    }
  }
  try {
    if (keys.unknown) listAll()
    await ask(
      keys.known,
      scan.access.keysFrom.some(({ nullMeansAll }) => nullMeansAll),
    )
    await mapConcurrent(keys.streams, keys.streams.length, async (stream) => {
      const { source } = stream
      const { relation } = source
      if (relation === undefined) return
      for await (const lot of stream.lots()) {
        const rows = await computed(() => readKeys(source, relation, lot, context.engine))
        if (rows === undefined) listAll()
        else await ask(rows, source.nullMeansAll)
      }
    })
  } finally {
    await pool.drain()
  }
  const complete = keys.streams.every((stream) => stream.complete)
  for (const unit of units.values()) context.coverage.add(unit.covered(complete), scan)
}

/** True where a key does not say that it is of another place. */
function isNamed({ connection, accountId, region }: Place, key: KeyRow): boolean {
  return (
    (key['region'] ?? region) === region &&
    (key['connection'] ?? connection) === connection &&
    (accountId === undefined || (key['account_id'] ?? accountId) === accountId)
  )
}

/** Keys, or `undefined` where an expression fails on a row that the statement itself may never look at. */
export async function computed<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (AppError.is(error) && error.code !== 'CANCELLED' && error.code !== 'INTERNAL')
      return undefined
    throw error
  }
}
