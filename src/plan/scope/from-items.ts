import type { Reading } from './reading.js'

/** A named item of a FROM clause, with the tables that it reads. */
export interface FromItem {
  /** Lower case. */
  readonly alias: string
  readonly readings: readonly Reading[]
}

/** What names mean at a place of a statement: FROM items, innermost first, and common table expressions. */
export interface Names {
  readonly items: readonly (readonly FromItem[])[]
  readonly tables: ReadonlyMap<string, readonly Reading[]>
}

/** The readings that a column of this name may come from. */
export function readingsOf(columnNames: readonly string[], { items }: Names): readonly Reading[] {
  const qualifier = columnNames.at(-2)?.toLowerCase()
  for (const level of items) {
    const found = level
      .filter(({ alias }) => qualifier === undefined || alias === qualifier)
      .flatMap(({ readings }) => readings)
    if (found.length > 0) return found
  }
  return []
}
