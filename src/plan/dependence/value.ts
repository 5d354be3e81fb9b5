/** What a scan of the plan reads: a table of the engine, or rows that the statement itself states. */
export type PlanSource =
  | {
      readonly kind: 'table'
      readonly catalog: string
      readonly schema: string
      readonly table: string
    }
  /** A FROM item. */
  | { readonly kind: 'rows'; readonly from: string }

/** A value of the plan as SQL over the columns of one row of one scan. */
export interface Value {
  readonly sql: string
  /** The columns that the SQL names. */
  readonly columns: readonly string[]
  /** The scan; `undefined` for a constant. */
  readonly source: PlanSource | undefined
  /** Values of one instance come of one row. */
  readonly instance: string
  /** Where it is one column as it stands. */
  readonly column?: string
  /** Outer joins and aggregates may have made it NULL: what is computed from it is not known. */
  readonly nullable: boolean
  /** One row gives several. */
  readonly unnests: boolean
}

export function columnValue(source: PlanSource, instance: string, column: string): Value {
  return {
    sql: quoted(column),
    columns: [column],
    source,
    instance,
    column,
    nullable: false,
    unnests: false,
  }
}

export function constantValue(sql: string): Value {
  return { sql, columns: [], source: undefined, instance: '', nullable: false, unnests: false }
}

/** A value computed from others; `undefined` where they come of different rows or are not known well enough. */
export function computed(sql: string, parts: readonly Value[]): Value | undefined {
  if (parts.some(({ nullable }) => nullable)) return undefined
  const rows = parts.filter(({ source }) => source !== undefined)
  const [first] = rows
  if (rows.some(({ instance }) => instance !== first?.instance)) return undefined
  if (rows.filter(({ unnests }) => unnests).length > 1) return undefined
  return {
    sql,
    columns: [...new Set(parts.flatMap(({ columns }) => columns))],
    source: first?.source,
    instance: first?.instance ?? '',
    nullable: false,
    unnests: rows.some(({ unnests }) => unnests),
  }
}

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
