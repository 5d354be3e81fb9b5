import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import type { Assignment, DeleteStatement, UpdateStatement } from '../../sql/index.js'
import type { JsonObject } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from '../query/collect-rows.js'
import { fetchRows } from '../query/fetch-rows.js'
import {
  bindAndPlan,
  definitionOf,
  prepareQuery,
  relocated,
  type PreparedQuery,
} from '../query/prepare-query.js'
import { resourceRow } from '../scan/resource-row.js'
import { requireCompleteReads } from './complete-reads.js'
import { composeKeys } from './compose-keys.js'
import type { WriteTarget } from './write-target.js'

interface Parts {
  readonly statement: UpdateStatement | DeleteStatement
  readonly table: Table
  readonly assignments: readonly Assignment[]
  readonly prepared: Pick<PreparedQuery, 'bound'>
}

/**
 * Whether a statement is still about a resource, and with which values, as the resource is just before it is
 * written to: between the read that chose it and the write, others may have changed it.
 */
export class TargetRecheck {
  readonly #parts: Parts
  readonly #context: ExecutionContext
  /** One at a time: all of them use the same tables of the engine. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts, context: ExecutionContext) {
    this.#parts = parts
    this.#context = context
  }

  /**
   * The values of the SET list over the resource as it is now.
   * @throws AppError CONFLICT where the condition does not hold for it any more
   */
  async values(target: WriteTarget, live: JsonObject): Promise<readonly ResultValue[]> {
    const next = this.#turn.then(() => this.#values(target, live))
    this.#turn = next.catch(() => undefined)
    const values = await next
    if (values !== undefined) return values
    throw changedMeanwhile(this.#parts.table, target, 'the condition does not hold for it any more')
  }

  /** What stands in one table alone is asked of the model at hand; else the other tables are read again, too. */
  #values(target: WriteTarget, live: JsonObject): Promise<readonly ResultValue[] | undefined> {
    const { relations, systemTables } = this.#parts.prepared.bound
    return relations.length === 1 && systemTables.size === 0
      ? this.#overModel(target, live)
      : this.#overAll(target)
  }

  async #overModel(
    { place, shown }: WriteTarget,
    properties: JsonObject,
  ): Promise<readonly ResultValue[] | undefined> {
    const { statement, table, assignments } = this.#parts
    const context = this.#context
    return composeKeys(statement, table, assignments).sql.run(async (sql) => {
      const { bound } = await bindAndPlan(sql, context)
      const found = { ...place, identifier: shown, properties }
      for (const relation of bound.relations) {
        await context.engine.load(definitionOf(relation), { rows: [resourceRow(found, relation)] })
      }
      const answer = context.engine.query(bound.sql)
      const [row] = await collectRows(await relocated(sql, answer, bound))
      return row?.slice(KEY_COLUMNS)
    })
  }

  async #overAll(target: WriteTarget): Promise<readonly ResultValue[] | undefined> {
    const { statement, table, assignments } = this.#parts
    const context = this.#context
    const { sql: composed, targetOffset } = composeKeys(statement, table, assignments, target)
    return composed.run(async (sql) => {
      const prepared = await prepareQuery(sql, context, { targetOffset })
      await fetchRows(prepared, context)
      requireCompleteReads(context)
      const answer = context.engine.query(prepared.bound.sql)
      const [row] = await collectRows(await relocated(sql, answer, prepared.bound))
      return row?.slice(KEY_COLUMNS)
    })
  }
}

/** Connection, region and identifier. */
const KEY_COLUMNS = 3

/** A write that was decided over what is not so any more, and was therefore not sent. */
export function changedMeanwhile(
  { schema }: Pick<Table, 'schema'>,
  { place, identifier }: Pick<WriteTarget, 'place' | 'identifier'>,
  why: string,
): AppError {
  const { typeName } = schema
  return new AppError(
    'CONFLICT',
    `${typeName} ${identifier} in ${place.region} was changed by somebody else since it was read, and was left alone: ${why}`,
    { typeName, identifier, region: place.region, hint: 'look at it, and run the statement again' },
  )
}
