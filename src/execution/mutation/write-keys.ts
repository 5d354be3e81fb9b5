import type { ScanRequest, Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import { formatIdentifier, parseIdentifier } from '../../resource/index.js'
import type { Assignment, DeleteStatement, UpdateStatement } from '../../sql/index.js'
import type { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { requireCompleteReads } from './complete-reads.js'
import { composeKeys } from './compose-keys.js'
import { oneConnection, oneRegion } from './default-region.js'
import { collectRows } from '../query/collect-rows.js'
import { prepareQuery, relocated, type PreparedQuery } from '../query/prepare-query.js'
import { fetchRows } from '../query/fetch-rows.js'
import { resourceKey } from './planned-write.js'
import { RecordedReads } from './recorded-reads.js'
import { TargetRecheck } from './target-recheck.js'
import type { WriteTarget } from './write-target.js'
import { confirmExpression } from './write-expressions.js'

/** The SELECT of a write's keys and SET values, planned. */
export interface PreparedWrite extends PreparedQuery {
  readonly composed: ComposedSql
  /** True where the condition names the resources by their identifiers. */
  readonly named: boolean
  /** True where neither the condition nor a value asks anything of the resources. */
  readonly constant: boolean
  /** Properties that the condition and the values ask for. */
  readonly basis: readonly string[]
}

/** The resources of a write, and whether its condition names them one by one. */
export interface WriteTargets {
  readonly targets: readonly WriteTarget[]
  readonly named: boolean
  /** Properties that the resources were chosen by, and that values were computed from. */
  readonly basis: readonly string[]
  /** Asks again just before a resource is written to; `undefined` where its answer cannot change. */
  readonly recheck: TargetRecheck | undefined
}

/**
 * Finds the resources that an UPDATE or DELETE is about: its WHERE is run as a SELECT of keys and of the SET
 * expressions. Where the keys are stated in full and nothing else is asked, no call is made.
 * @throws AppError SCAN_FAILED where not all could be read: then nothing is known of what it is about
 */
export async function writeTargets(
  statement: UpdateStatement | DeleteStatement,
  table: Table,
  assignments: readonly Assignment[],
  context: ExecutionContext,
): Promise<WriteTargets> {
  const prepared = await prepareWrite(statement, table, assignments, context)
  const reads = new RecordedReads(context)
  return prepared.composed.run(async (sql) => {
    await fetchRows(prepared, reads.context)
    requireCompleteReads(context)
    const answer = context.engine.query(prepared.bound.sql)
    const rows = await collectRows(await relocated(sql, answer, prepared.bound))
    const targets = new Map<string, WriteTarget>()
    for (const [connection, region, identifier, ...values] of rows) {
      const target = {
        place: { connection: keyText(connection), region: keyText(region) },
        identifier: canonicalIdentifier(table, keyText(identifier)),
        shown: keyText(identifier),
        values,
      }
      const read = reads.of(table.schema, target.place, target.shown)
      targets.set(resourceKey(table.schema, target.place, target.identifier), {
        ...target,
        ...(read === undefined ? {} : { read }),
      })
    }
    return {
      targets: [...targets.values()],
      named: prepared.named,
      basis: prepared.basis,
      recheck: prepared.constant
        ? undefined
        : new TargetRecheck({ statement, table, assignments, prepared }, context),
    }
  })
}

/** Key columns are texts. */
export function keyText(value: ResultValue | undefined): string {
  return typeof value === 'string' ? value : ''
}

function canonicalIdentifier({ schema }: Table, identifier: string): string {
  return formatIdentifier(schema, parseIdentifier(schema, identifier))
}

/** Plans the read that comes before a write; nothing is called yet. */
export async function prepareWrite(
  statement: UpdateStatement | DeleteStatement,
  table: Table,
  assignments: readonly Assignment[],
  context: ExecutionContext,
): Promise<PreparedWrite> {
  const { where, source } = statement
  const slices = assignments.map(({ value }) => value)
  for (const slice of where === undefined ? slices : [where, ...slices]) {
    await confirmExpression(source, slice, context)
  }
  const composed = composeKeys(statement, table, assignments)
  const { targetOffset } = composed
  const prepared = await composed.sql.run((sql) => prepareQuery(sql, context, { targetOffset }))
  const target = prepared.scans.find((scan) =>
    scan.relations.some(({ offset }) => offset === prepared.targetOffset),
  )
  if (target !== undefined) requireOnePlace(target)
  return {
    ...prepared,
    composed: composed.sql,
    named: target !== undefined && target.access.kind !== 'list',
    constant: target?.access.kind === 'given',
    basis: target?.properties ?? [],
  }
}

/** What the session chooses, and not the statement, has to be one connection and region. */
function requireOnePlace({ places, scopedBy, connectionsBy }: ScanRequest): void {
  const connections = [...new Set(places.map(({ connection }) => connection))]
  if (connectionsBy === 'session' && connections.length > 1) throw oneConnection(connections)
  const regions = new Set(places.map(({ region }) => region))
  if (scopedBy === 'session' && regions.size > 1) throw oneRegion()
}
