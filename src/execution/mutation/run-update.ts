import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import {
  buildChanges,
  formatIdentifier,
  parseIdentifier,
  planUpdate,
  validatePatchDocument,
  type SqlValue,
} from '../../resource/index.js'
import type { UpdateStatement } from '../../sql/index.js'
import { positionAt } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import type { MutationOutcome } from './outcome.js'
import { runEach } from './run-each.js'
import { targetTable, writeColumn, type WriteColumn } from './target-table.js'
import { writeTargets, type WriteTarget } from './write-keys.js'

/** An update that is ready to be sent; an empty document sends nothing. */
export interface PlannedUpdate {
  readonly region: string
  readonly identifier: string
  readonly patchDocument: string
}

/** One UpdateResource for each resource; a raw PatchDocument is sent as given, SETs become a patch. */
export async function runUpdate(
  statement: UpdateStatement,
  context: ExecutionContext,
): Promise<MutationOutcome[]> {
  const table = targetTable(statement, 'update', context)
  const { schema } = table
  const { typeName } = schema
  const columns = updateColumns(statement, table)
  const targets = await writeTargets(statement, table, statement.assignments, context)
  return runEach(
    targets,
    context,
    async (target, row) => {
      const { region, identifier, patchDocument } = await planTarget(
        target,
        { table, columns },
        context,
      )
      const base = { operation: 'UPDATE', typeName, region, identifier } as const
      if (patchDocument === '[]') return { ...base, status: 'UNCHANGED' }
      return runMutation({ body: { ...base, patchDocument }, schema, row }, context)
    },
    ({ region, identifier }) => ({ operation: 'UPDATE', typeName, region, identifier }),
  )
}

/** @throws AppError where a column cannot be set, or PatchDocument stands beside others */
export function updateColumns(statement: UpdateStatement, table: Table): WriteColumn[] {
  const { source } = statement
  const columns = statement.assignments.map(({ column }) => {
    const meaning = writeColumn(table, column, source)
    if (meaning.kind === 'region') {
      throw new AppError('CREATE_ONLY_PROPERTY', 'a resource cannot move to another region', {
        position: positionAt(source, column.offset),
        source,
        hint: 'delete it there and insert it here',
      })
    }
    return meaning
  })
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

/** Decides the patch of one resource; reads it where the patch follows from what is there. */
export async function planTarget(
  target: WriteTarget,
  { table, columns }: { readonly table: Table; readonly columns: readonly WriteColumn[] },
  context: ExecutionContext,
): Promise<PlannedUpdate> {
  const { schema } = table
  const { region } = target
  const identifier = formatIdentifier(schema, parseIdentifier(schema, target.identifier))
  if (columns[0]?.kind === 'patch') {
    const document = patchText(target.values[0])
    return {
      region,
      identifier,
      patchDocument: JSON.stringify(validatePatchDocument(schema, document)),
    }
  }
  const values: Record<string, SqlValue> = {}
  columns.forEach((column, index) => {
    if (column.kind === 'property')
      values[column.property] = (target.values[index] ?? null) as SqlValue
  })
  const changes = buildChanges(schema, values)
  const { typeName } = schema
  const live = await context.limit(() =>
    context.connector.get({ typeName, identifier, region }, context.signal),
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
  return { region, identifier, patchDocument: update.document }
}

function patchText(value: ResultValue | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  throw new AppError('VALUE_TYPE', 'PatchDocument takes a JSON Patch as text')
}
