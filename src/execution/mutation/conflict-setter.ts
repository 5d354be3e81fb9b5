import type { Table } from '../../plan/index.js'
import type { ResultValue } from '../../relation/index.js'
import type { Conflict, InsertStatement } from '../../sql/index.js'
import { AppError } from '../../errors/index.js'
import { positionAt } from '../../util/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from '../query/collect-rows.js'
import { bindAndPlan, definitionOf, relocated } from '../query/prepare-query.js'
import { resourceRow, type FoundResource } from '../scan/resource-row.js'
import type { InsertRow } from './plan-insert.js'
import { addSetValue } from './set-value.js'
import { sqlLiteral } from './sql-literal.js'
import { aliasClause, confirmExpression, quotedName } from './write-expressions.js'

/** The expressions of `ON CONFLICT DO UPDATE`, over the row that is there and the one that is `excluded`. */
export class ConflictSetter {
  readonly #statement: InsertStatement
  readonly #conflict: Conflict
  readonly #table: Table
  readonly #context: ExecutionContext
  /** One at a time: all of them use the same tables of the engine. */
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    statement: InsertStatement & { readonly conflict: Conflict },
    table: Table,
    context: ExecutionContext,
  ) {
    this.#statement = statement
    this.#conflict = statement.conflict
    this.#table = table
    this.#context = context
  }

  /** @throws AppError of an expression that cannot be bound; no call is made */
  async check(): Promise<void> {
    const { assignments, where } = this.#conflict
    const slices = assignments.map(({ value }) => value)
    for (const slice of where === undefined ? slices : [...slices, where]) {
      await confirmExpression(this.#statement.source, slice, this.#context)
    }
    await this.#compose({ place: { connection: '', region: '' }, desired: {} }).run(async (sql) =>
      this.#bind(sql),
    )
  }

  /** The values to set; `undefined` where the clause's WHERE is not true. */
  values(row: InsertRow, found: FoundResource): Promise<readonly ResultValue[] | undefined> {
    const next = this.#turn.then(() => this.#evaluate(row, found))
    this.#turn = next.catch(() => undefined)
    return next
  }

  async #evaluate(
    row: InsertRow,
    found: FoundResource,
  ): Promise<readonly ResultValue[] | undefined> {
    const { engine } = this.#context
    return this.#compose(row).run(async (sql) => {
      const bound = await this.#bind(sql)
      for (const relation of bound.relations) {
        await engine.load(definitionOf(relation), { rows: [resourceRow(found, relation)] })
      }
      const rows = await collectRows(await relocated(sql, engine.query(bound.sql), bound))
      const [holds, ...values] = rows[0] ?? []
      return holds === true ? values : undefined
    })
  }

  async #bind(sql: string): Promise<Awaited<ReturnType<typeof bindAndPlan>>['bound']> {
    const { bound } = await bindAndPlan(sql, this.#context)
    if (bound.relations.length === 1) return bound
    const { source, table } = this.#statement
    throw new AppError(
      'UNSUPPORTED_STATEMENT',
      'ON CONFLICT DO UPDATE speaks of the row that is there and of excluded, and of no other table',
      { position: positionAt(source, this.#conflict.slice?.offset ?? table.offset), source },
    )
  }

  #compose({ place, desired }: InsertRow): ComposedSql {
    const { source, table, alias } = this.#statement
    const { assignments, where } = this.#conflict
    const columns = excludedColumns(this.#table).map(
      ({ name, type, property }) =>
        `${sqlLiteral(property === undefined ? place.region : desired[property], type)} AS ${quotedName([name])}`,
    )
    const composed = new ComposedSql(source).add(
      `WITH excluded AS (SELECT ${columns.join(', ')}) SELECT (`,
    )
    if (where === undefined) composed.add('true')
    else composed.addSlice(where)
    composed.add('\n)')
    for (const { value } of assignments) {
      addSetValue(composed.add(', ('), value, this.#table)
      composed.add('\n)')
    }
    return composed.add(` FROM ${quotedName(table.parts)}${aliasClause(alias)} CROSS JOIN excluded`)
  }
}

interface ExcludedColumn {
  readonly name: string
  readonly type: Table['schema']['columns'][number]['type']
  /** `undefined` for the region. */
  readonly property: string | undefined
}

/** The columns of a table, under the names of their properties, too. */
function excludedColumns({ schema }: Table): ExcludedColumn[] {
  const columns: ExcludedColumn[] = [
    { name: 'region', type: 'VARCHAR', property: undefined },
    ...schema.columns,
  ]
  const taken = new Set(columns.map(({ name }) => name.toLowerCase()))
  for (const { property, type } of schema.columns) {
    if (taken.has(property.toLowerCase())) continue
    taken.add(property.toLowerCase())
    columns.push({ name: property, type, property })
  }
  return columns
}
