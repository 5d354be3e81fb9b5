import type { CallPlace } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import {
  buildChanges,
  planUpdate,
  validatePatchDocument,
  type SqlValue,
} from '../../resource/index.js'
import type { UpdateStatement } from '../../sql/index.js'
import { mapConcurrent, positionAt } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import type { MutationResult } from './outcome.js'
import { Returning } from './returning.js'
import { runEach } from './run-each.js'
import { targetTable, writeColumns, type WriteColumn } from './target-table.js'
import { atValue } from './value-place.js'
import { writeTargets, type WriteTarget } from './write-keys.js'

/** An update that is ready to be sent; an empty document sends nothing. */
export interface PlannedUpdate extends CallPlace {
  readonly identifier: string
  readonly patchDocument: string
}

/**
 * One UpdateResource for each resource; a raw PatchDocument is sent as given, SETs become a patch. All patches
 * are made before the first is sent.
 */
export async function runUpdate(
  statement: UpdateStatement,
  context: ExecutionContext,
): Promise<MutationResult> {
  const table = targetTable(statement, 'update', context)
  const { schema } = table
  const { typeName } = schema
  const columns = updateColumns(statement, table)
  const returning = await Returning.prepare(statement, table, context)
  const targets = await writeTargets(statement, table, statement.assignments, context)
  const planned = await mapConcurrent(targets, context.mutationsInFlight, (target) =>
    planOrFail(target, { statement, table, columns }, context),
  )
  const outcomes = await runEach(
    planned,
    context,
    async (update, row) => {
      if ('error' in update) throw update.error
      const { connection, region, identifier, patchDocument } = update
      const base = { operation: 'UPDATE', typeName, connection, region, identifier } as const
      if (patchDocument === '[]') return { ...base, status: 'UNCHANGED' }
      return runMutation({ body: { ...base, patchDocument }, schema, row }, context)
    },
    ({ connection, region, identifier }) => ({
      operation: 'UPDATE',
      typeName,
      connection,
      region,
      identifier,
    }),
  )
  if (returning === undefined) return { outcomes }
  return { outcomes, returned: await returning.rows(await returning.readBack(outcomes)) }
}

type UnplannedUpdate = Omit<PlannedUpdate, 'patchDocument'> & { readonly error: AppError }

/** What the service says of one resource is that resource's failure; all else is the statement's. */
async function planOrFail(
  target: WriteTarget,
  parts: UpdateParts,
  context: ExecutionContext,
): Promise<PlannedUpdate | UnplannedUpdate> {
  try {
    return await planTarget(target, parts, context)
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.kind !== 'external') throw error
    const { connection, region, identifier } = target
    return { connection, region, identifier, error }
  }
}

/** @throws AppError where a column cannot be set, or PatchDocument stands beside others */
export function updateColumns(statement: UpdateStatement, table: Table): WriteColumn[] {
  const { source } = statement
  const named = statement.assignments.map(({ column }) => column)
  const columns = writeColumns(table, named, source)
  const place = columns.findIndex(({ kind }) => kind !== 'property' && kind !== 'patch')
  if (place !== -1) {
    const what = columns[place]?.kind === 'region' ? 'region' : 'account'
    throw new AppError('CREATE_ONLY_PROPERTY', `a resource cannot move to another ${what}`, {
      position: positionAt(source, named[place]?.offset ?? 0),
      source,
      hint: 'delete it there and insert it here',
    })
  }
  if (columns.some(({ kind }) => kind === 'patch') && columns.length > 1) {
    throw new AppError(
      'SYNTAX',
      'PatchDocument is the whole change: it cannot stand beside other columns',
      {
        source,
        position: positionAt(source, statement.assignments[0]?.column.offset ?? 0),
      },
    )
  }
  return columns
}

interface UpdateParts {
  readonly statement: UpdateStatement
  readonly table: Table
  readonly columns: readonly WriteColumn[]
}

/** Decides the patch of one resource; reads it where the patch follows from what is there. */
export async function planTarget(
  target: WriteTarget,
  { statement, table, columns }: UpdateParts,
  context: ExecutionContext,
): Promise<PlannedUpdate> {
  const { schema } = table
  const { connection, region, identifier } = target
  const placed = columns.map((column, index) => ({
    column,
    value: (target.values[index] ?? null) as SqlValue,
    offset: statement.assignments[index]?.column.offset ?? 0,
  }))
  const at = { source: statement.source, otherwise: statement.table.offset }
  if (columns[0]?.kind === 'patch') {
    const patch = atValue(schema, placed, at, () =>
      validatePatchDocument(schema, patchText(target.values[0])),
    )
    return { connection, region, identifier, patchDocument: JSON.stringify(patch) }
  }
  const values: Record<string, SqlValue> = {}
  columns.forEach((column, index) => {
    if (column.kind === 'property')
      values[column.property] = (target.values[index] ?? null) as SqlValue
  })
  const changes = atValue(schema, placed, at, () => buildChanges(schema, values))
  const { typeName } = schema
  const live = await context.limit(() =>
    context.connector.get({ typeName, identifier, connection, region }, context.signal),
  )
  const update = planUpdate(schema, live.properties, changes)
  if (update.lostWriteOnly.length > 0) {
    context.host.notify({
      code: '2104',
      level: 'warning',
      text: `${typeName} ${identifier}: AWS never returns ${update.lostWriteOnly.join(', ')}; an update that does not repeat it may lose it`,
      data: { typeName, identifier, region, paths: update.lostWriteOnly },
    })
  }
  return { connection, region, identifier, patchDocument: update.document }
}

function patchText(value: ResultValue | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  throw new AppError('VALUE_TYPE', 'PatchDocument takes a JSON Patch as text')
}
