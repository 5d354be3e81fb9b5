import type { RelationalEngine } from '../../engine/index.js'
import type { BoundRelation, ScanRequest, TableColumn } from '../../plan/index.js'
import type { RelationDefinition, Row } from '../../relation/index.js'
import { definitionOf } from './prepare-query.js'

/** Cells without a value that cost as much to load as it costs to define relations anew without them. */
const WORTHWHILE = 4_096

/** What the rows of a scan carry: the columns that somebody needs, for all relations that it feeds. */
export interface SharedRows {
  readonly relations: readonly BoundRelation[]
  readonly columns: readonly TableColumn[]
  /** Each relation needs rows of its own. */
  readonly isApart: boolean
}

/** @param sql the query that reads them. */
export function sharedRows({ relations, properties }: ScanRequest, sql: string): SharedRows {
  const needed = new Set(properties)
  const columns = new Map<string, TableColumn>()
  for (const column of relations.flatMap((relation) => relation.columns)) {
    const { source, name } = column
    if (source.kind !== 'property' || needed.has(source.property)) columns.set(name, column)
  }
  // Rows without any column could not be counted.
  const [first] = relations[0]?.columns ?? []
  if (columns.size === 0 && first !== undefined) columns.set(first.name, first)
  // Only tables have a rowid.
  return { relations, columns: [...columns.values()], isApart: /\browid\b/i.test(sql) }
}

/** Loads the rows of one scan into its relations, once those are defined and empty. */
export class RowLoader {
  readonly #engine: RelationalEngine
  readonly #shared: SharedRows
  /** Where rows go as they are; `undefined` where each relation gets its own, with all of its columns. */
  #store: Promise<RelationDefinition> | undefined
  #isDecided = false

  constructor(engine: RelationalEngine, shared: SharedRows) {
    this.#engine = engine
    this.#shared = shared
  }

  async load(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return
    if (!this.#isDecided) {
      this.#isDecided = true
      const { relations, columns, isApart } = this.#shared
      if (!isApart && this.#idleCells(rows.length) >= WORTHWHILE) {
        const held = columns.map(({ name, type }) => ({ name, type }))
        this.#store = this.#engine.share(relations.map(definitionOf), held)
      }
    }
    if (this.#store !== undefined) {
      await this.#engine.load(await this.#store, { rows })
      return
    }
    for (const relation of this.#shared.relations) {
      await this.#engine.load(definitionOf(relation), { rows: this.#widened(relation, rows) })
    }
  }

  /** Cells that loading each relation by itself would cost more. */
  #idleCells(rows: number): number {
    const { relations, columns } = this.#shared
    const all = relations.reduce((sum, relation) => sum + relation.columns.length, 0)
    return rows * (all - columns.length)
  }

  #widened(relation: BoundRelation, rows: readonly Row[]): readonly Row[] {
    const places = relation.columns.map(({ name }) =>
      this.#shared.columns.findIndex((column) => column.name === name),
    )
    return rows.map((row) => places.map((place) => (place === -1 ? null : (row[place] ?? null))))
  }
}
