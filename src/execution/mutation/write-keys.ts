import type { ScanRequest, Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import { formatIdentifier, parseIdentifier } from '../../resource/index.js'
import {
  toDuckDialect,
  type Assignment,
  type DeleteStatement,
  type UpdateStatement,
} from '../../sql/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { requireCompleteReads } from './complete-reads.js'
import { oneConnection, oneRegion } from './default-region.js'
import { collectRows } from '../query/collect-rows.js'
import { prepareQuery, relocated, type PreparedQuery } from '../query/prepare-query.js'
import { fetchRows } from '../query/fetch-rows.js'
import { resourceKey, type WritePlace } from './planned-write.js'
import { addSetValue } from './set-value.js'
import { aliasClause, confirmExpression, quotedName } from './write-expressions.js'

/** A resource that a write is about, with the values its SET expressions have for it. */
export interface WriteTarget {
  readonly place: WritePlace
  /** In the form that is sent. */
  readonly identifier: string
  readonly values: readonly ResultValue[]
}

const KEYS = 'SELECT connection, region, "Identifier"'

/** The SELECT of a write's keys and SET values, planned. */
interface PreparedWrite extends PreparedQuery {
  readonly composed: ComposedSql
  /** True where the condition names the resources by their identifiers. */
  readonly named: boolean
}

/** The resources of a write, and whether its condition names them one by one. */
export interface WriteTargets {
  readonly targets: readonly WriteTarget[]
  readonly named: boolean
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
  return prepared.composed.run(async (sql) => {
    await fetchRows(prepared, context)
    requireCompleteReads(context)
    const answer = context.engine.query(prepared.bound.sql)
    const rows = await collectRows(await relocated(sql, answer, prepared.bound))
    const targets = new Map<string, WriteTarget>()
    for (const [connection, region, identifier, ...values] of rows) {
      const target = {
        place: { connection: keyText(connection), region: keyText(region) },
        identifier: canonicalIdentifier(table, keyText(identifier)),
        values,
      }
      targets.set(resourceKey(table.schema, target.place, target.identifier), target)
    }
    return { targets: [...targets.values()], named: prepared.named }
  })
}

/** Key columns are texts. */
function keyText(value: ResultValue | undefined): string {
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
  const composed = new ComposedSql(source).add(KEYS)
  // Line breaks keep a comment at the end of a slice from swallowing what follows.
  for (const { value } of assignments) {
    addSetValue(composed.add(', ('), value, table)
    composed.add('\n)')
  }
  const targetOffset = toDuckDialect(`${composed.sql} FROM `).sql.length
  composed.add(` FROM ${quotedName(statement.table.parts)}${aliasClause(statement.alias)}`)
  if (where !== undefined) composed.add(' WHERE ').addSlice(where)
  const prepared = await composed.run((sql) => prepareQuery(sql, context, { targetOffset }))
  const target = prepared.scans.find((scan) =>
    scan.relations.some(({ offset }) => offset === prepared.targetOffset),
  )
  if (target !== undefined) requireOnePlace(target)
  return { ...prepared, composed, named: target !== undefined && target.access.kind !== 'list' }
}

/** What the session chooses, and not the statement, has to be one connection and region. */
function requireOnePlace({ places, scopedBy, connectionsBy }: ScanRequest): void {
  const connections = [...new Set(places.map(({ connection }) => connection))]
  if (connectionsBy === 'session' && connections.length > 1) throw oneConnection(connections)
  const regions = new Set(places.map(({ region }) => region))
  if (scopedBy === 'session' && regions.size > 1) throw oneRegion()
}
