import { AppError } from '../../errors/index.js'
import type { ColumnDefinition, RelationDefinition } from '../../relation/index.js'
import { quoteName } from './sql-text.js'

/** DuckDB's own schema of each database cannot be dropped; what is in it is never shared. */
const MAIN = 'main'

/** The tables and views that hold a statement's relations. */
export class DefinedRelations {
  readonly #run: (sql: string) => Promise<void>
  #tables: readonly RelationDefinition[] = []
  /** Relations that show rows of a table. */
  #views: readonly RelationDefinition[] = []
  /** Of a change that was stopped half-way: nobody knows which are tables, which are views. */
  #unsure: readonly RelationDefinition[] = []

  /** @param run runs statements of ours. */
  constructor(run: (sql: string) => Promise<void>) {
    this.#run = run
  }

  /** @param attaching statements that attach what the relations are in. */
  async define(
    relations: readonly RelationDefinition[],
    attaching: readonly string[],
  ): Promise<void> {
    const statements = [
      ...attaching,
      ...new Set(this.#unsure.filter(isSchemaOwn).map(schemaOf).map(schemaDrop)),
      ...this.#views.map((view) => `DROP VIEW IF EXISTS ${pathOf(view)}`),
      ...this.#tables.map((table) => `DROP TABLE IF EXISTS ${pathOf(table)}`),
      ...relations.flatMap((each) => [
        `CREATE SCHEMA IF NOT EXISTS ${schemaOf(each)}`,
        creation(each),
      ]),
    ]
    const involved = [...this.#unsure, ...this.#views, ...this.#tables, ...relations]
    await this.#changing(involved, statements)
    this.#tables = relations
    this.#views = []
  }

  /** As `RelationalEngine.share`. */
  async share(
    relations: readonly RelationDefinition[],
    held: readonly ColumnDefinition[],
  ): Promise<RelationDefinition> {
    const [first] = relations
    if (first === undefined) throw new AppError('INTERNAL', 'rows need a relation')
    const store = { ...first, table: `${first.table}~rows`, columns: held }
    const names = new Set(held.map(({ name }) => name))
    const views = relations.map((relation) => {
      const columns = relation.columns.map(({ name, type }) =>
        names.has(name) ? quoteName(name) : `CAST(NULL AS ${type}) AS ${quoteName(name)}`,
      )
      return `CREATE VIEW ${pathOf(relation)} AS SELECT ${columns.join(', ')} FROM ${pathOf(store)}`
    })
    const drops = relations.map((relation) => `DROP TABLE ${pathOf(relation)}`)
    await this.#changing([...relations, store], [...drops, creation(store), ...views])
    const shown = new Set(relations.map(pathOf))
    this.#tables = [...this.#tables.filter((each) => !shown.has(pathOf(each))), store]
    this.#views = [...this.#views, ...relations]
    return store
  }

  async #changing(
    involved: readonly RelationDefinition[],
    statements: readonly string[],
  ): Promise<void> {
    const before = this.#unsure
    this.#unsure = [...before, ...involved]
    if (statements.length > 0) await this.#run(statements.join(';\n'))
    this.#unsure = []
  }
}

function isSchemaOwn({ schema }: RelationDefinition): boolean {
  return schema !== MAIN
}

function schemaDrop(schema: string): string {
  return `DROP SCHEMA IF EXISTS ${schema} CASCADE`
}

function creation(relation: RelationDefinition): string {
  const columns = relation.columns.map(({ name, type }) => `${quoteName(name)} ${type}`)
  return `CREATE TABLE ${pathOf(relation)} (${columns.join(', ')})`
}

function schemaOf({ catalog, schema }: RelationDefinition): string {
  return [catalog, schema].map(quoteName).join('.')
}

function pathOf(relation: RelationDefinition): string {
  return `${schemaOf(relation)}.${quoteName(relation.table)}`
}
