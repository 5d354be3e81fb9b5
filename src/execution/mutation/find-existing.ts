import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import {
  formatIdentifier,
  parseIdentifier,
  propertyEqual,
  statedIdentifier,
} from '../../resource/index.js'
import type { Conflict, InsertStatement } from '../../sql/index.js'
import { mapConcurrent, type Json, type JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from '../query/collect-rows.js'
import { runQuery } from '../query/run-query.js'
import { requireCompleteReads } from './complete-reads.js'
import type { InsertRow } from './plan-insert.js'
import { readResource } from './plan-resource.js'
import { resourceKey } from './planned-write.js'
import { sqlLiteral } from './sql-literal.js'
import { writeColumns } from './target-table.js'
import { quotedName } from './write-expressions.js'

/** What a row of an INSERT met. */
export interface Existing {
  readonly identifier: string
  /** Absent where the identifier is known and there is no such resource. */
  readonly live: JsonObject | undefined
}

/**
 * The resources that the rows of an INSERT collide with, one for each row: by the identifier that a row
 * states, or by the columns of ON CONFLICT. `undefined` where a row does not tell: the service will.
 */
export async function findExisting(
  statement: InsertStatement & { readonly conflict: Conflict },
  table: Table,
  rows: readonly InsertRow[],
  context: ExecutionContext,
): Promise<(Existing | undefined)[]> {
  const { schema } = table
  const { columns } = statement.conflict
  const identifiers =
    columns.length === 0
      ? rows.map(({ desired }) => statedIdentifier(schema, desired))
      : await matchRows(statement, table, rows, context)
  refuseTwice(schema, rows, identifiers)
  return mapConcurrent(rows, context.mutationsInFlight, async ({ place }, index) => {
    const identifier = identifiers[index]
    if (identifier === undefined) return undefined
    return readResource(schema, place, identifier, context)
  })
}

/** One statement changes a resource once. */
function refuseTwice(
  schema: Table['schema'],
  rows: readonly InsertRow[],
  identifiers: readonly (string | undefined)[],
): void {
  const seen = new Map<string, number>()
  identifiers.forEach((identifier, index) => {
    const place = rows[index]?.place
    if (identifier === undefined || place === undefined) return
    const key = resourceKey(schema, place, identifier)
    const before = seen.get(key)
    seen.set(key, index)
    if (before === undefined) return
    throw new AppError(
      'USAGE',
      `rows ${String(before + 1)} and ${String(index + 1)} are about one resource, ${identifier}`,
      { identifier, hint: 'keep one of them' },
    )
  })
}

/** Identifiers of the resources whose conflict columns have the values of the rows. */
async function matchRows(
  { conflict, source, table: name }: InsertStatement & { readonly conflict: Conflict },
  table: Table,
  rows: readonly InsertRow[],
  context: ExecutionContext,
): Promise<(string | undefined)[]> {
  const { schema } = table
  const properties = writeColumns(table, conflict.columns, source).flatMap((column) =>
    column.kind === 'property' ? [column.property] : [],
  )
  const columns = schema.columns.filter(({ property }) => properties.includes(property))
  const among = (values: readonly string[]): string =>
    [...new Set(values)].map((value) => sqlLiteral(value, 'VARCHAR')).join(', ')
  // Scalars narrow what is asked for; JSON is compared as its schema says, below.
  const conditions = columns
    .filter(({ type }) => type !== 'JSON')
    .map(({ name: column, type, property }) => {
      const values = rows.map(({ desired }) => sqlLiteral(desired[property], type))
      return `${quotedName([column])} IN (${[...new Set(values)].join(', ')})`
    })
  const where = [
    `connection IN (${among(rows.map(({ place }) => place.connection))})`,
    `region IN (${among(rows.map(({ place }) => place.region))})`,
  ]
  const sql = `SELECT connection, region, "Identifier", ${columns.map((one) => quotedName([one.name])).join(', ')} FROM ${quotedName(name.parts)} WHERE ${[...where, ...conditions].join(' AND ')}`
  const result = await runQuery(sql, context)
  requireCompleteReads(context)
  const found = await collectRows(result)
  return rows.map(({ place, desired }, index) => {
    if (columns.some(({ property }) => desired[property] === undefined)) return undefined
    const matches = found.filter(
      ([connection, region, , ...values]) =>
        connection === place.connection &&
        region === place.region &&
        columns.every(({ property }, at) =>
          propertyEqual(schema, property, (values[at] ?? undefined) as Json, desired[property]),
        ),
    )
    if (matches.length > 1) throw ambiguous(index, matches.length, conflict)
    const identifier = matches[0]?.[2]
    if (typeof identifier !== 'string') return undefined
    return formatIdentifier(schema, parseIdentifier(schema, identifier))
  })
}

function ambiguous(index: number, count: number, { columns }: Conflict): AppError {
  const names = columns.map(({ name }) => name).join(', ')
  return new AppError(
    'USAGE',
    `ON CONFLICT (${names}) finds ${String(count)} resources for row ${String(index + 1)}`,
    { hint: 'name columns that tell one resource from all others' },
  )
}
