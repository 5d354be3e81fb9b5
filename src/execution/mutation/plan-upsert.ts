import { AppError } from '../../errors/index.js'
import { identifierProperties, type Table } from '../../plan/index.js'
import { cleanModel, planChange, planSettledAssignments } from '../../resource/index.js'
import type { Conflict, InsertStatement } from '../../sql/index.js'
import { mapConcurrent, type JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { ConflictSetter } from './conflict-setter.js'
import { findExisting, type Existing } from './find-existing.js'
import { insertRows, type InsertRow } from './plan-insert.js'
import { inOrder, planResource, readResource, type ResourceRequest } from './plan-resource.js'
import type { PlannedWrite, UnplannedWrite } from './planned-write.js'
import { AssignmentSetter } from './plan-update.js'
import { changedMeanwhile } from './target-recheck.js'

/** An INSERT that says what becomes of rows whose resource is there already. */
export type UpsertStatement = InsertStatement & { readonly conflict: Conflict }

export function isUpsert(statement: InsertStatement): statement is UpsertStatement {
  return statement.conflict !== undefined
}

/** A creation for each row whose resource is not there, and what the statement says for each that is. */
export async function planUpsert(
  statement: UpsertStatement,
  table: Table,
  replaceable: boolean,
  context: ExecutionContext,
): Promise<(PlannedWrite | UnplannedWrite)[]> {
  const upsert = new Upsert(statement, table, replaceable, context)
  await upsert.check()
  const rows = await insertRows(statement, table, context)
  const found = await findExisting(statement, table, rows, context)
  return mapConcurrent(rows, context.mutationsInFlight, (row, index) =>
    upsert.plan(row, found[index]),
  )
}

/** @throws AppError of clauses that can never be run; no call is made */
export async function checkUpsert(
  statement: UpsertStatement,
  table: Table,
  context: ExecutionContext,
): Promise<void> {
  await new Upsert(statement, table, false, context).check()
}

class Upsert {
  readonly #action: Conflict['action']
  readonly #table: Table
  readonly #replaceable: boolean
  readonly #context: ExecutionContext
  readonly #setter: AssignmentSetter
  readonly #values: ConflictSetter

  constructor(
    statement: UpsertStatement,
    table: Table,
    replaceable: boolean,
    context: ExecutionContext,
  ) {
    const { conflict, source } = statement
    this.#action = conflict.action
    this.#table = table
    this.#replaceable = replaceable || conflict.action === 'replace'
    this.#context = context
    const at = { source, otherwise: statement.table.offset }
    this.#setter = new AssignmentSetter(conflict.assignments, table, at)
    this.#values = new ConflictSetter(statement, table, context)
  }

  async check(): Promise<void> {
    if (this.#action === 'update') await this.#values.check()
  }

  async plan(
    row: InsertRow,
    existing: Existing | undefined,
  ): Promise<PlannedWrite | UnplannedWrite> {
    const { schema } = this.#table
    const { place, desired } = row
    if (existing === undefined && this.#action === 'replace') throw this.#unnamed(row)
    if (existing?.live !== undefined) {
      const { identifier } = existing
      const met = await this.#meet(row, { ...existing, live: existing.live })
      return {
        ...met,
        decideAgain: async (live) => {
          if (live === undefined)
            throw changedMeanwhile(this.#table, { place, identifier }, 'it is gone')
          return this.#meet(row, { identifier, live })
        },
      }
    }
    return {
      schema,
      place,
      ...(existing === undefined ? {} : { identifier: existing.identifier }),
      change: planChange(schema, desired, undefined),
      onExisting: async (identifier) => {
        const { live } = await readResource(schema, place, identifier, this.#context)
        if (live !== undefined) return this.#meet(row, { identifier, live })
        throw new AppError(
          'NOT_FOUND',
          `${schema.typeName} ${identifier} was there when it was to be made, and is gone now`,
          { typeName: schema.typeName, identifier, region: place.region, hint: 'run it again' },
        )
      },
    }
  }

  /** What becomes of a row whose resource is there. */
  async #meet(
    row: InsertRow,
    { identifier, live }: { readonly identifier: string; readonly live: JsonObject },
  ): Promise<PlannedWrite> {
    const { schema } = this.#table
    const { place, desired } = row
    const asked = ASKED[this.#action]
    const base = { schema, place, identifier, live, asked, replaceable: this.#replaceable }
    switch (this.#action) {
      case 'nothing':
        return { ...base, change: unchanged(schema.typeName) }
      case 'replace':
        return { ...(await this.#replace({ ...base, desired })), asked }
      case 'update': {
        const found = { ...place, identifier, properties: live }
        const values = await this.#values.values(row, found)
        if (values === undefined) return { ...base, change: unchanged(schema.typeName) }
        const changes = this.#setter.changes(values)
        const change = await this.#setter.located(values, () =>
          planSettledAssignments(schema, live, changes),
        )
        return {
          ...base,
          change: change.kind === 'replace' ? inOrder(schema, change, identifier) : change,
        }
      }
    }
  }

  /** What the row does not name stays as it is, also where the resource is made anew. */
  async #replace(request: ResourceRequest): Promise<PlannedWrite> {
    const anew = madeAnew(request)
    if (anew !== undefined) return anew
    const options = { keepUndeclared: true }
    return planResource({ ...request, options, sendWriteOnly: true }, this.#context)
  }

  #unnamed({ desired }: InsertRow): AppError {
    const { schema } = this.#table
    const missing = identifierProperties(schema).filter((name) => desired[name] === undefined)
    const parts = missing.join(' and ')
    return new AppError(
      'IDENTIFIER_REQUIRED',
      `REPLACE INTO must know which ${schema.typeName} it replaces, and the service makes ${parts}`,
      {
        typeName: schema.typeName,
        hint: 'say which columns tell them apart: INSERT INTO … ON CONFLICT (column) DO UPDATE SET …',
      },
    )
  }
}

/**
 * The replacement of a resource that its document has made anew even where it is as asked: a connection that
 * broke is mended by that alone.
 * @throws AppError MISSING_PROPERTY for what nobody can read from the old one
 */
function madeAnew({ schema, ...request }: ResourceRequest): PlannedWrite | undefined {
  const replaces = schema.document?.table.replaces
  const { desired = {}, live = {}, identifier } = request
  if (replaces === undefined) return undefined
  const { typeName } = schema
  const missing = replaces.needs.filter((name) => desired[name] === undefined)
  if (missing.length > 0) {
    throw new AppError(
      'MISSING_PROPERTY',
      `REPLACE deletes the ${typeName} and makes it anew, and nobody can read ${missing.join(', ')} from the old one`,
      { typeName, ...(identifier && { identifier }), hint: `give ${missing.join(', ')}, too` },
    )
  }
  const whole = { ...cleanModel(schema, live), ...desired }
  const strategy = 'delete_then_create'
  const change = { kind: 'replace', typeName, reasons: [], desired: whole, strategy } as const
  return { schema, ...request, change, replaceable: true }
}

const ASKED = { nothing: 'CREATE', update: 'UPDATE', replace: 'REPLACE' } as const

function unchanged(typeName: string): PlannedWrite['change'] {
  return { kind: 'no-op', typeName, reasons: [], unsure: [], unknown: [] }
}
