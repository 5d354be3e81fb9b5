import { AppError } from '../../errors/index.js'
import type { Table } from '../../plan/index.js'
import type { ResultSet } from '../../relation/index.js'
import type { MutationStatement } from '../../sql/index.js'
import { serviceIdentifierText } from '../../resource/index.js'
import { mapConcurrent, positionAt } from '../../util/index.js'
import { ComposedSql } from '../composed-sql.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from '../query/collect-rows.js'
import { bindAndPlan, definitionOf, relocated } from '../query/prepare-query.js'
import { knownProperties } from '../scan/known-properties.js'
import { resourceRow, type FoundResource } from '../scan/resource-row.js'
import type { MutationOutcome } from './outcome.js'
import { aliasClause, quotedName } from './write-expressions.js'

/** What GetResource may not find right after a write appears within seconds. Milliseconds. */
const WAITS = [200, 400, 800, 1_200, 1_800]

/** The RETURNING list of a write, checked before anything is sent. */
export class Returning {
  readonly #composed: ComposedSql
  readonly #table: Table
  readonly #context: ExecutionContext

  private constructor(composed: ComposedSql, table: Table, context: ExecutionContext) {
    this.#composed = composed
    this.#table = table
    this.#context = context
  }

  /**
   * `undefined` for a statement that has none.
   * @throws AppError of a list that DuckDB cannot bind over the columns of the table
   */
  static async prepare(
    statement: MutationStatement,
    table: Table,
    context: ExecutionContext,
  ): Promise<Returning | undefined> {
    const { returning, source } = statement
    if (returning === undefined) return undefined
    const place = { position: positionAt(source, returning.offset), source }
    if (!context.wait && !answersAtOnce(statement, table)) {
      throw new AppError('USAGE', 'RETURNING needs the write to end', {
        ...place,
        hint: 'leave out --no-wait',
      })
    }
    const name = `${quotedName(statement.table.parts)}${aliasClause(statement.alias)}`
    // A line break keeps a comment at the end of the list from swallowing what follows.
    const composed = new ComposedSql(source)
      .add('SELECT ')
      .addSlice(returning)
      .add(`\n FROM ${name}`)
    const { bound } = await composed.run((sql) => bindAndPlan(sql, context))
    if (bound.relations.length !== 1) {
      throw new AppError(
        'UNSUPPORTED_STATEMENT',
        'RETURNING shows columns of the table that is written to',
        place,
      )
    }
    return new Returning(composed, table, context)
  }

  /** The list's values for these resources, in their order. */
  async rows(resources: readonly FoundResource[]): Promise<ResultSet> {
    const { engine } = this.#context
    return this.#composed.run(async (sql) => {
      const { bound } = await bindAndPlan(sql, this.#context)
      for (const relation of bound.relations) {
        const rows = resources.map((resource) => resourceRow(resource, relation))
        await engine.load(definitionOf(relation), { rows })
      }
      const result = await relocated(sql, engine.query(bound.sql), bound)
      return { columns: result.columns, rows: await collectRows(result) }
    })
  }

  /** Reads what writes left behind; those that failed have nothing to return. */
  async readBack(outcomes: readonly MutationOutcome[]): Promise<FoundResource[]> {
    const { wait, mutationsInFlight } = this.#context
    const done = outcomes.filter(
      ({ status }) =>
        status === 'SUCCESS' || status === 'UNCHANGED' || (!wait && status === 'IN_PROGRESS'),
    )
    return mapConcurrent(done, mutationsInFlight, (outcome) => this.#readOne(outcome))
  }

  /** Reads a resource as it is; `undefined` where it does not exist. */
  async readNow(found: Omit<FoundResource, 'properties'>): Promise<FoundResource | undefined> {
    const { connection, region, identifier } = found
    const { connector, limit, signal } = this.#context
    const { typeName } = this.#table.schema
    try {
      const get = (): Promise<{ properties: FoundResource['properties'] }> =>
        connector.get({ typeName, identifier, connection, region }, signal)
      const { properties } = await limit(get)
      const text = serviceIdentifierText(this.#table.schema, identifier, properties)
      return { connection, region, identifier: text, properties }
    } catch (error) {
      if (AppError.is(error) && error.code === 'NOT_FOUND') return undefined
      throw error
    }
  }

  async #readOne(outcome: MutationOutcome): Promise<FoundResource> {
    const { connection, region, identifier = '' } = outcome
    const { clock, signal, host } = this.#context
    const { schema } = this.#table
    try {
      for (const wait of [...WAITS, undefined]) {
        const found = await this.readNow({ connection, region, identifier })
        if (found !== undefined) return withAnswer(found, outcome)
        if (wait !== undefined) await clock.sleep(wait, signal)
      }
    } catch (error) {
      // The write is done, whatever happens to the look at it.
      if (!AppError.is(error)) throw error
    }
    host.notify({
      code: '2105',
      level: 'warning',
      text: `${schema.typeName} ${identifier} was written, but could not be read back: RETURNING shows what is known of it`,
      data: { typeName: schema.typeName, identifier, region },
    })
    const known = knownProperties(schema, identifier, outcome.answer ?? {})
    const text = serviceIdentifierText(schema, identifier, known)
    return { connection, region, identifier: text, properties: known }
  }
}

/** Whether what is made is there as soon as the service answers, and is only followed to the end of its work. */
function answersAtOnce({ kind }: MutationStatement, { schema }: Table): boolean {
  return kind === 'insert' && schema.document?.table.methods.insert?.returns === true
}

/** Some of what a service answers to a write no read shows again. */
function withAnswer(found: FoundResource, { answer }: MutationOutcome): FoundResource {
  return answer === undefined ? found : { ...found, properties: { ...answer, ...found.properties } }
}
