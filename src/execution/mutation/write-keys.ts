import type { CallPlace } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { identifierProperties, type ScanRequest, type Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import { formatIdentifier, parseIdentifier } from '../../resource/index.js'
import {
  toDuckDialect,
  type Assignment,
  type DeleteStatement,
  type Slice,
  type UpdateStatement,
} from '../../sql/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { requireCompleteReads } from './complete-reads.js'
import { oneConnection, oneRegion } from './default-region.js'
import { collectRows } from '../query/collect-rows.js'
import { prepareQuery, relocated, type PreparedQuery } from '../query/prepare-query.js'
import { fetchRows } from '../query/fetch-rows.js'

/** A resource that a write is about, with the values its SET expressions have for it. */
export interface WriteTarget extends CallPlace {
  /** In the form that is sent. */
  readonly identifier: string
  readonly values: readonly ResultValue[]
}

const KEYS = 'SELECT connection, region, "Identifier"'

/** The SELECT of a write's keys and SET values, planned. */
interface PreparedWrite extends PreparedQuery {
  readonly composed: ComposedSql
}

/**
 * Finds the resources that an UPDATE or DELETE names: its WHERE is planned as a SELECT of keys and of the SET
 * expressions. Where the keys are stated in full and nothing else is asked, no call is made.
 * @throws AppError IDENTIFIER_REQUIRED where the condition does not name its resources
 */
export async function writeTargets(
  statement: UpdateStatement | DeleteStatement,
  table: Table,
  assignments: readonly Assignment[],
  context: ExecutionContext,
): Promise<WriteTarget[]> {
  const prepared = await prepareWrite(statement, table, assignments, context)
  return prepared.composed.run(async (sql) => {
    await fetchRows(prepared, context)
    requireCompleteReads(context)
    const answer = context.engine.query(prepared.bound.sql)
    const rows = await collectRows(await relocated(sql, answer, prepared.bound))
    const targets = new Map<string, WriteTarget>()
    for (const [connection, region, identifier, ...values] of rows) {
      const target = {
        connection: keyText(connection),
        region: keyText(region),
        identifier: canonicalIdentifier(table, keyText(identifier)),
        values,
      }
      targets.set([target.connection, target.region, target.identifier].join(' '), target)
    }
    return [...targets.values()]
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
  const { where } = statement
  if (where === undefined) throw identifierRequired(statement, table)
  for (const slice of [where, ...assignments.map(({ value }) => value)]) {
    await confirmExpression(statement.source, slice, context)
  }
  const name = statement.table.parts.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')
  const composed = new ComposedSql(statement.source).add(KEYS)
  // Line breaks keep a comment at the end of a slice from swallowing what follows.
  for (const { value } of assignments) composed.add(', (').addSlice(value).add('\n)')
  const targetOffset = toDuckDialect(`${composed.sql} FROM `).sql.length
  composed.add(` FROM ${name} WHERE `).addSlice(where)
  const prepared = await composed.run((sql) => prepareQuery(sql, context, { targetOffset }))
  const target = prepared.scans.find((scan) =>
    scan.relations.some(({ offset }) => offset === prepared.targetOffset),
  )
  if (target?.access.kind === 'list') throw identifierRequired(statement, table)
  if (target !== undefined) requireOnePlace(target)
  return { ...prepared, composed }
}

/** What the session chooses, and not the statement, has to be one connection and region. */
function requireOnePlace({ places, scopedBy, connectionsBy }: ScanRequest): void {
  const connections = [...new Set(places.map(({ connection }) => connection))]
  if (connectionsBy === 'session' && connections.length > 1) throw oneConnection(connections)
  const regions = new Set(places.map(({ region }) => region))
  if (scopedBy === 'session' && regions.size > 1) throw oneRegion()
}

/** A slice must be one expression by itself: `1) OR (1 = 1` would change what surrounds it. */
async function confirmExpression(
  source: string,
  slice: Slice,
  { engine }: ExecutionContext,
): Promise<void> {
  await new ComposedSql(source)
    .add('SELECT (')
    .addSlice(slice)
    .add('\n)')
    .run((sql) => {
      const dialect = toDuckDialect(sql)
      return relocated(sql, engine.syntaxTree(dialect.sql), dialect)
    })
}

function identifierRequired(statement: UpdateStatement | DeleteStatement, table: Table): AppError {
  const parts = identifierProperties(table.schema)
    .map((part) => `<${part}>`)
    .join('|')
  return new AppError(
    'IDENTIFIER_REQUIRED',
    `${statement.kind.toUpperCase()} needs the Identifier of what it changes`,
    { hint: `add WHERE Identifier = '${parts}' AND region = '…'`, typeName: table.schema.typeName },
  )
}
