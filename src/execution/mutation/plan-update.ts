import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import {
  buildChanges,
  planPatch,
  planSettledAssignments,
  validatePatchDocument,
  type SqlValue,
} from '../../resource/index.js'
import type { Assignment, UpdateStatement } from '../../sql/index.js'
import { mapConcurrent, positionAt, type JsonObject, jsonText } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { inOrder, readResource } from './plan-resource.js'
import type { PlannedWrite, UnplannedWrite } from './planned-write.js'
import { changedMeanwhile, type TargetRecheck } from './target-recheck.js'
import { writeColumns, type WriteColumn } from './target-table.js'
import { atValue } from './value-place.js'
import { writeTargets } from './write-keys.js'
import type { WriteTarget } from './write-target.js'

/** The updates of an UPDATE. */
export interface PlannedUpdates {
  readonly writes: readonly (PlannedWrite | UnplannedWrite)[]
  readonly named: boolean
}

export interface UpdateOptions {
  /** Reads resources whose update would not need it, too: for a preview. */
  readonly look: boolean
  readonly replaceable: boolean
  /** What is known of a resource that an earlier write is going to change. */
  readonly liveOf?: (target: WriteTarget, schema: Table['schema']) => JsonObject | undefined
}

/**
 * One update for each resource that the condition is about: SETs become a patch, a raw PatchDocument stays as
 * it is.
 */
export async function planUpdate(
  statement: UpdateStatement,
  table: Table,
  options: UpdateOptions,
  context: ExecutionContext,
): Promise<PlannedUpdates> {
  const setter = assignmentSetter(statement, table)
  const { targets, named, basis, recheck } = await writeTargets(
    statement,
    table,
    statement.assignments,
    context,
  )
  const parts = { setter, table, options, basis, recheck, isAlone: targets.length === 1 }
  const writes = await mapConcurrent(targets, context.mutationsInFlight, (target) =>
    planOrFail(target, parts, context),
  )
  return { writes, named }
}

interface Parts {
  readonly setter: AssignmentSetter
  readonly table: Table
  readonly options: UpdateOptions
  readonly basis: readonly string[]
  readonly recheck: TargetRecheck | undefined
  readonly isAlone: boolean
}

/** What the service says of one resource is that resource's failure; all else is the statement's. */
async function planOrFail(
  target: WriteTarget,
  parts: Parts,
  context: ExecutionContext,
): Promise<PlannedWrite | UnplannedWrite> {
  try {
    return await planTarget(target, parts, context)
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.kind !== 'external') throw error
    const { place, identifier } = target
    return { schema: parts.table.schema, place, identifier, operation: 'UPDATE', error }
  }
}

async function planTarget(
  target: WriteTarget,
  parts: Parts,
  context: ExecutionContext,
): Promise<PlannedWrite> {
  const { setter, table, options, recheck, isAlone } = parts
  const { schema } = table
  const { place, identifier } = target
  if (setter.raw && !options.look && recheck === undefined) {
    const base = { schema, place, identifier, replaceable: options.replaceable }
    return { ...base, change: setter.patch(target.values, {}) }
  }
  // What is wrong with a value is said before anything is read.
  if (!setter.raw) setter.changes(target.values)
  const staged = options.liveOf?.(target, schema)
  if (staged !== undefined) return decideUpdate(target, target.values, staged, parts)
  const at = context.clock.now()
  const live = target.read?.live ?? (await readResource(schema, place, identifier, context)).live
  if (live === undefined) {
    throw new AppError(
      'NOT_FOUND',
      `there is no ${schema.typeName} ${identifier} in ${place.region}`,
      { typeName: schema.typeName, identifier, region: place.region },
    )
  }
  const write = await decideUpdate(target, target.values, live, parts)
  // Values and patch come from one read, or the values from none.
  const readAt = target.read?.at ?? (recheck === undefined ? at : undefined)
  return {
    ...write,
    ...(isAlone && readAt !== undefined ? { readAt } : {}),
    decideAgain: async (now) => {
      if (now === undefined) throw changedMeanwhile(table, target, 'it is gone')
      const values = recheck === undefined ? target.values : await recheck.values(target, now)
      const again = await decideUpdate(target, values, now, parts)
      if (again.change.kind === 'replace' && write.change.kind !== 'replace')
        throw changedMeanwhile(table, target, 'the change would replace it now')
      return again
    },
  }
}

/** The update of one resource, from its model. */
async function decideUpdate(
  { place, identifier }: WriteTarget,
  values: readonly ResultValue[],
  live: JsonObject,
  { setter, table: { schema }, options, basis, recheck }: Parts,
): Promise<PlannedWrite> {
  const base = {
    schema,
    place,
    identifier,
    live,
    replaceable: options.replaceable,
    ...(recheck === undefined ? {} : { basis }),
  }
  if (setter.raw) return { ...base, change: setter.patch(values, live) }
  const changes = setter.changes(values)
  const change = await setter.located(values, () => planSettledAssignments(schema, live, changes))
  return {
    ...base,
    change: change.kind === 'replace' ? inOrder(schema, change, identifier) : change,
  }
}

/** The SET list of an UPDATE or of an ON CONFLICT, ready to be held against values. */
export class AssignmentSetter {
  readonly #columns: readonly WriteColumn[]
  readonly #assignments: readonly Assignment[]
  readonly #table: Table
  readonly #at: { readonly source: string; readonly otherwise: number }

  /** @throws AppError where a column cannot be set, or PatchDocument stands beside others */
  constructor(
    assignments: readonly Assignment[],
    table: Table,
    at: { source: string; otherwise: number },
  ) {
    this.#assignments = assignments
    this.#table = table
    this.#at = at
    this.#columns = updateColumns(assignments, table, at.source)
  }

  /** True for `SET PatchDocument = …`. */
  get raw(): boolean {
    return this.#columns[0]?.kind === 'patch'
  }

  changes(values: readonly ResultValue[]): ReturnType<typeof buildChanges> {
    const named: Record<string, SqlValue> = {}
    this.#columns.forEach((column, index) => {
      if (column.kind === 'property') named[column.property] = (values[index] ?? null) as SqlValue
    })
    return atValue(this.#table.schema, this.#placed(values), this.#at, () =>
      buildChanges(this.#table.schema, named),
    )
  }

  patch(values: readonly ResultValue[], live: JsonObject): PlannedWrite['change'] {
    const { schema } = this.#table
    return atValue(schema, this.#placed(values), this.#at, () =>
      planPatch(schema, validatePatchDocument(schema, patchText(values[0])), live),
    )
  }

  /** Shows what work has to say of these values where the statement has them. */
  async located<T>(values: readonly ResultValue[], work: () => Promise<T>): Promise<T> {
    const { schema } = this.#table
    try {
      return await work()
    } catch (error) {
      return atValue(schema, this.#placed(values), this.#at, () => {
        throw error
      })
    }
  }

  #placed(values: readonly ResultValue[]): Parameters<typeof atValue>[1] {
    return this.#columns.map((column, index) => ({
      column,
      value: (values[index] ?? null) as SqlValue,
      offset: this.#assignments[index]?.column.offset ?? 0,
    }))
  }
}

export function assignmentSetter(statement: UpdateStatement, table: Table): AssignmentSetter {
  const { assignments, source } = statement
  return new AssignmentSetter(assignments, table, { source, otherwise: statement.table.offset })
}

function updateColumns(
  assignments: readonly Assignment[],
  table: Table,
  source: string,
): WriteColumn[] {
  const named = assignments.map(({ column }) => column)
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
      { source, position: positionAt(source, named[0]?.offset ?? 0) },
    )
  }
  return columns
}

function patchText(value: ResultValue | undefined): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) return jsonText(value)
  throw new AppError('VALUE_TYPE', 'PatchDocument takes a JSON Patch as text')
}
