import type { Macros } from './macro.js'

/** Operators that DuckDB does not take before ANY and ALL, by the first part of their macros' names. */
const TESTS: Readonly<Record<string, string>> = {
  like: 'a LIKE item',
  ilike: 'a ILIKE item',
  not_like: 'a NOT LIKE item',
  not_ilike: 'a NOT ILIKE item',
  search: 'regexp_matches(a, item)',
  isearch: "regexp_matches(a, item, 'i')",
  not_search: 'NOT regexp_matches(a, item)',
  not_isearch: "NOT regexp_matches(a, item, 'i')",
}

/** `like_any_(a, list)` for `a LIKE ANY (list)`, and so on. */
export const QUANTIFIED: Macros = Object.fromEntries(
  Object.entries(TESTS).flatMap(([name, test]) => [
    [`${name}_any_`, [`${name}_any_(a, list) AS ${folded(test, 'true', 'false')}`]],
    [`${name}_all_`, [`${name}_all_(a, list) AS ${folded(test, 'false', 'true')}`]],
  ]),
)

/** `end` where one test says so, else NULL where one does not know, else `neutral`. */
function folded(test: string, end: string, neutral: string): string {
  const tests = `list_transform(list, lambda item: ${test})`
  return `CASE WHEN list IS NULL THEN NULL WHEN list_contains(${tests}, ${end}) THEN ${end}
    WHEN len(list_filter(${tests}, lambda one: one IS NULL)) > 0 THEN NULL ELSE ${neutral} END`
}
