import type { FormatColumn } from './formatter.js'

/** Column names as keys: the second `a` of `SELECT a, a` is `a_1`, so that no value is lost. */
export function uniqueNames(columns: readonly FormatColumn[]): string[] {
  const taken = new Set<string>()
  const given = new Set(columns.map(({ name }) => name))
  return columns.map(({ name }) => {
    let unique = name
    for (let count = 1; taken.has(unique); count++) {
      unique = `${name}_${count}`
      if (given.has(unique)) unique = taken.has(unique) ? unique : `${unique}_`
    }
    taken.add(unique)
    return unique
  })
}
