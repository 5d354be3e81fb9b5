import { DuckDBInstance, VARCHAR, type DuckDBConnection } from '@duckdb/node-api'
import { AppError } from '../../errors/index.js'
import type {
  ColumnDefinition,
  RelationDefinition,
  ResultValue,
  RowBatch,
} from '../../relation/index.js'
import { DIALECT_MACROS, originalHeader, tokenize } from '../../sql/index.js'
import { Turns, type Json } from '../../util/index.js'
import type { QueryResult, RelationalEngine, StoredTableName } from '../relational-engine.js'
import { closingLast } from './closing-last.js'
import { DefinedRelations } from './defined-relations.js'
import { FileAccess } from './file-access.js'
import { FUNCTIONS } from './functions/functions.js'
import { hasNoSerialForm, UNREADABLE_OPTIMIZERS } from './optimizers.js'
import { resultColumn, rowReader } from './result-value.js'
import { rowChunks } from './row-chunk.js'
import { serializedAnswer } from './serialized-answer.js'
import { serializedError, thrownError } from './sql-error.js'
import { quoteName, quoteText } from './sql-text.js'

export interface DuckDbOptions {
  /** Folders whose files statements may read; without them any file. Nothing else of this machine is told then, either. */
  readonly folders?: readonly string[]
  readonly threads?: number
}

/** DuckDB in memory: providers are attached databases, services are schemas. */
export async function createDuckDbEngine(options: DuckDbOptions = {}): Promise<RelationalEngine> {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_persistent_secrets: 'false',
    // 7 / 2 is 3 for whole numbers, as in Postgres and SQLite.
    integer_division: 'true',
    // What is in memory alone gains nothing by a checkpoint, and one that comes between loads leaves a table in parts
    // that take two to three times as long to sort.
    checkpoint_threshold: '1TB',
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  })
  const connection = await instance.connect()
  const access = options.folders && new FileAccess(options.folders)
  if (access !== undefined) await connection.run(access.sql)
  return closingLast(new DuckDbEngine(instance, connection, access))
}

class DuckDbEngine implements RelationalEngine {
  readonly #instance: DuckDBInstance
  readonly #connection: DuckDBConnection
  readonly #access: FileAccess | undefined
  readonly #attached = new Set<string>()
  readonly #macros = new Set<string>()
  /** For small questions while rows are loaded: a connection does one thing at a time. */
  #aside: Promise<DuckDBConnection> | undefined
  readonly #relations = new DefinedRelations((sql) => this.#run(sql))
  /** What changes or fills relations: DuckDB loses rows where both are done to a connection at once. */
  readonly #turns = new Turns()
  #closed = false

  constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    access: FileAccess | undefined,
  ) {
    this.#instance = instance
    this.#connection = connection
    this.#access = access
  }

  async syntaxTree(sql: string): Promise<Json> {
    this.#access?.check(sql)
    const answer = await this.#answer('json_serialize_sql($1::VARCHAR)', sql)
    const error = serializedError(answer, sql)
    if (error !== undefined) throw error
    return answer
  }

  async sqlOf(tree: Json): Promise<string> {
    const text = JSON.stringify(tree)
    try {
      const call = 'SELECT json_deserialize_sql($1::JSON)'
      const reader = await this.#connection.runAndReadAll(call, [text], [VARCHAR])
      return String(reader.getRows()[0]?.[0])
    } catch (error) {
      throw thrownError(error, text)
    }
  }

  async countStatements(sql: string): Promise<number> {
    try {
      return (await this.#connection.extractStatements(sql)).count
    } catch (error) {
      throw thrownError(error, sql)
    }
  }

  async optimizedPlan(sql: string): Promise<Json | undefined> {
    await this.#createMacros(sql)
    try {
      for (const off of UNREADABLE_OPTIMIZERS) {
        await this.#run(`SET disabled_optimizers = '${off.join(',')}'`)
        const answer = await this.#answer('json_serialize_plan($1::VARCHAR, optimize := true)', sql)
        const error = serializedError(answer, sql)
        if (error === undefined) return answer
        if (!hasNoSerialForm(answer)) throw error
      }
      return undefined
    } finally {
      await this.#runAtLast('RESET disabled_optimizers')
    }
  }

  async boundPlan(sql: string): Promise<Json | undefined> {
    await this.#createMacros(sql)
    const answer = await this.#answer('json_serialize_plan($1::VARCHAR, optimize := false)', sql)
    const error = serializedError(answer, sql)
    if (error === undefined) return answer
    if (hasNoSerialForm(answer)) return undefined
    throw error
  }

  define(relations: readonly RelationDefinition[]): Promise<void> {
    return this.#turns.take(() =>
      this.#attaching(
        relations.map(({ catalog }) => catalog),
        (attaching) => this.#relations.define(relations, attaching),
      ),
    )
  }

  share(
    relations: readonly RelationDefinition[],
    held: readonly ColumnDefinition[],
  ): Promise<RelationDefinition> {
    return this.#turns.take(() => this.#relations.share(relations, held))
  }

  async load(relation: RelationDefinition, batch: RowBatch): Promise<void> {
    if (batch.rows.length === 0) return
    return this.#turns.take(() => this.#append(relation, batch))
  }

  async query(sql: string): Promise<QueryResult> {
    this.#access?.check(sql)
    await this.#createMacros(sql)
    try {
      // Not streamed: a stream that fails half-way ends as if it were complete, and a next query cuts it.
      const result = await this.#connection.run(sql)
      const types = result.columnTypes()
      const read = rowReader(types)
      const columns = result.columnNames().map((column, index) => {
        const name = originalHeader(column)
        const type = types[index]
        return type === undefined ? { name, type: 'VARCHAR' } : resultColumn(name, type)
      })
      const isClosed = (): boolean => this.#closed
      const batches = async function* (): AsyncGenerator<readonly (readonly ResultValue[])[]> {
        const chunks = result.yieldRows()[Symbol.asyncIterator]()
        for (;;) {
          if (isClosed()) throw new AppError('CANCELLED', 'the session was closed')
          const next = await chunks.next()
          if (next.done === true) return
          yield read(next.value)
        }
      }
      return { columns, batches: batches() }
    } catch (error) {
      throw AppError.is(error) ? error : thrownError(error, sql)
    }
  }

  async evaluate(sql: string): Promise<readonly (readonly ResultValue[])[]> {
    try {
      this.#aside ??= this.#instance.connect()
      const reader = await (await this.#aside).runAndReadAll(sql)
      return rowReader(reader.columnTypes())(reader.getRows())
    } catch (error) {
      throw AppError.is(error) ? error : thrownError(error, sql)
    }
  }

  async exportParquet(sql: string, path: string): Promise<void> {
    this.#access?.check(sql)
    await this.#createMacros(sql)
    try {
      const copy = (to: string): Promise<unknown> =>
        this.#connection.run(`COPY (${sql}\n) TO ${quoteText(to)} (FORMAT parquet)`)
      await (this.#access === undefined ? copy(path) : this.#access.writing(path, copy))
    } catch (error) {
      throw AppError.is(error) ? error : thrownError(error, sql)
    }
  }

  async createTable(name: StoredTableName, sql: string): Promise<void> {
    await this.#createMacros(sql)
    const [catalog, schema] = name
    await this.#attaching([catalog], (attaching) => this.#run(attaching.join(';')))
    await this.#run(`CREATE SCHEMA IF NOT EXISTS ${[catalog, schema].map(quoteName).join('.')}`)
    try {
      await this.#connection.run(
        `CREATE OR REPLACE TABLE ${name.map(quoteName).join('.')} AS ${sql}`,
      )
    } catch (error) {
      throw thrownError(error, sql)
    }
  }

  async dropTable(name: StoredTableName): Promise<void> {
    await this.#run(`DROP TABLE IF EXISTS ${name.map(quoteName).join('.')}`)
  }

  interrupt(): void {
    this.#connection.interrupt()
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    void this.#aside?.then((connection) => {
      connection.closeSync()
    })
    this.#connection.closeSync()
    this.#instance.closeSync()
  }

  async #answer(call: string, sql: string): Promise<Json> {
    let answer: unknown
    try {
      const reader = await this.#connection.runAndReadAll(`SELECT ${call}`, [sql], [VARCHAR])
      answer = reader.getRows()[0]?.[0]
    } catch (error) {
      // What is wrong with the statement is in the answer; what is thrown is that somebody stopped it.
      throw thrownError(error, sql)
    }
    return serializedAnswer(String(answer))
  }

  /** Macros and functions cost time: each is made when a statement, or a macro, first mentions it. */
  async #createMacros(sql: string): Promise<void> {
    for (const { text } of tokenize(sql)) {
      const name = text.toLowerCase()
      if (this.#macros.has(name)) continue
      const macros = Object.hasOwn(DIALECT_MACROS, name) ? DIALECT_MACROS[name] : undefined
      const declare = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
      if (macros === undefined && declare === undefined) continue
      this.#macros.add(name)
      if (declare !== undefined) this.#connection.registerScalarFunction(declare(name))
      if (macros === undefined) continue
      try {
        for (const macro of macros) {
          await this.#createMacros(macro)
          await this.#run(`CREATE OR REPLACE TEMP MACRO ${macro}`)
        }
      } catch (error) {
        this.#macros.delete(name)
        throw error
      }
    }
  }

  async #append(relation: RelationDefinition, { rows }: RowBatch): Promise<void> {
    const { table, schema, catalog } = relation
    const appender = await this.#connection.createAppender(table, schema, catalog)
    try {
      for (const chunk of rowChunks(relation.columns, rows)) appender.appendDataChunk(chunk)
    } catch (cause) {
      const thrown = thrownError(cause, '')
      if (thrown.code === 'CANCELLED') throw thrown
      throw new AppError('INTERNAL', `rows of ${table} do not fit its columns: ${String(cause)}`, {
        cause,
      })
    } finally {
      appender.closeSync()
    }
  }

  /** Gives `run` the statements that attach what is not yet; what it was stopped at is attached the next time. */
  async #attaching(
    catalogs: readonly string[],
    run: (statements: readonly string[]) => Promise<void>,
  ): Promise<void> {
    const missing = [...new Set(catalogs)].filter((catalog) => !this.#attached.has(catalog))
    await run(missing.map((name) => `ATTACH IF NOT EXISTS ':memory:' AS ${quoteName(name)}`))
    for (const catalog of missing) this.#attached.add(catalog)
  }

  /** Undoes what would change the statements to come: an interrupt is not about them. */
  async #runAtLast(sql: string): Promise<void> {
    for (;;) {
      try {
        return await this.#run(sql)
      } catch (error) {
        if (this.#closed || AppError.from(error).code !== 'CANCELLED') throw error
      }
    }
  }

  async #run(sql: string): Promise<void> {
    if (sql === '') return
    try {
      await this.#connection.run(sql)
    } catch (error) {
      const thrown = thrownError(error, sql)
      if (thrown.code === 'CANCELLED') throw thrown
      throw new AppError('INTERNAL', `DuckDB refused a statement of ours: ${String(error)}`, {
        cause: error,
      })
    }
  }
}
