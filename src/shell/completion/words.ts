import { DIALECT_MACROS } from '../../sql/index.js'
import { KEYWORDS } from '../highlight/keywords.js'
import type { Candidate } from './candidate.js'

const AGGREGATES =
  'count sum avg min max string_agg array_agg group_concat json_group_array coalesce nullif lower upper length substr ' +
  'replace trim round abs now date_trunc json_extract json_each split_part regexp_replace regexp_matches iif'

/** Functions: the ones of other dialects that skyql adds, and DuckDB's that inventory queries use. */
export const FUNCTIONS: readonly Candidate[] = [
  ...new Set([
    ...AGGREGATES.split(' '),
    ...Object.keys(DIALECT_MACROS).filter((name) => /^(?!skyql_)[a-z].*[^_]$/.test(name)),
  ]),
]
  .sort()
  .map((text) => ({ text, kind: 'function' }))

export const KEYWORD_WORDS: readonly Candidate[] = [...KEYWORDS].map((text) => ({
  text,
  kind: 'keyword',
}))

const words = (text: string): Candidate[] =>
  text.split(' ').map((word) => ({ text: word, kind: 'keyword' }))

export const STATEMENT_WORDS = words(
  'SELECT SHOW DESCRIBE EXPLAIN WITH INSERT UPDATE DELETE REPLACE SET BEGIN COMMIT ROLLBACK CREATE DROP REFRESH USE EXEC',
)

export const SHOW_WORDS = words(
  'PROVIDERS SERVICES RESOURCES METHODS INSERT COVERAGE LIMITS VIEWS CONNECTIONS CHANGES PERMISSIONS',
)

export const SETTINGS: readonly Candidate[] = [
  { text: 'regions', kind: 'setting', detail: "'all', or a list: 'us-east-1,eu-west-1'" },
  { text: 'connections', kind: 'setting', detail: "'all', or a list of names" },
  { text: 'max_calls', kind: 'setting', detail: 'calls that one statement may make' },
  { text: 'on_failure', kind: 'setting', detail: "'stop' or 'rollback'" },
]
