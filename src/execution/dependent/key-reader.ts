import { sqlText } from '../../util/index.js'
import { AppError } from '../../errors/index.js'
import type { RelationalEngine } from '../../engine/index.js'
import type { BoundRelation, KeySource } from '../../plan/index.js'
import type { Cell, ResultValue } from '../../relation/index.js'
import { cellFor, type FoundResource } from '../scan/resource-row.js'

/** The values of one key by name. */
export type KeyRow = Readonly<Record<string, string | null>>

/** Keys of rows that a scan found: its columns as they stand, or whatever SQL over them DuckDB evaluates. */
export async function readKeys(
  source: KeySource,
  relation: BoundRelation,
  found: readonly FoundResource[],
  engine: RelationalEngine,
): Promise<KeyRow[]> {
  const { keys, guards, columns } = source
  const used = columns.map((name) => relation.columns.find((column) => column.name === name))
  if (!used.every((column) => column !== undefined)) {
    throw new AppError('INTERNAL', `${relation.name} lacks a column that keys are read from`)
  }
  const plain = Object.values(keys).every(({ column }) => column !== undefined)
  if (plain && guards.length === 0) {
    return found.map((resource) =>
      Object.fromEntries(
        Object.entries(keys).map(([name, key]) => {
          const column = used.find((each) => each.name === key.column)
          return [name, textOf(column === undefined ? null : cellFor(resource, column))]
        }),
      ),
    )
  }
  const typed = used.map(({ name, type }, at) => `c${String(at)}::${type} AS ${quoted(name)}`)
  const names = used.map((_, at) => `c${String(at)}`)
  const rows = found.map((resource) => used.map((column) => literal(cellFor(resource, column))))
  const values = rows.map((row) => `(${row.join(', ')})`).join(', ')
  const from =
    used.length === 0
      ? '(VALUES (1)) AS one(c)'
      : `(SELECT ${typed.join(', ')} FROM (VALUES ${values}) AS t(${names.join(', ')}))`
  return keyRows(source, await engine.evaluate(keysSql(source, from)))
}

/** The SELECT of distinct keys over a FROM item. */
export function keysSql({ keys, guards }: KeySource, from: string): string {
  const selected = Object.values(keys).map(({ sql }) => `CAST(${sql} AS VARCHAR)`)
  const where = guards.length === 0 ? '' : ` WHERE ${guards.join(' AND ')}`
  return `SELECT DISTINCT ${selected.join(', ')} FROM ${from}${where}`
}

export function keyRows({ keys }: KeySource, rows: readonly (readonly ResultValue[])[]): KeyRow[] {
  const names = Object.keys(keys)
  return rows.map((row) => Object.fromEntries(names.map((name, at) => [name, textOf(row[at])])))
}

function textOf(value: ResultValue | Cell | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function literal(cell: Cell): string {
  if (cell === null) return 'NULL'
  return typeof cell === 'string' ? sqlText(cell) : String(cell)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
