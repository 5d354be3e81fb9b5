import type { ErrorCode } from '../../errors/index.js'

/** What DuckDB found wrong with a statement, in words of ours. */
export interface BinderMessage {
  readonly code: ErrorCode
  readonly text: string
  readonly hint?: string
}

/** DuckDB suggests nearest names first, and more of them than help. */
const MOST_NAMES = 3

type Reading = readonly [RegExp, (match: readonly string[], message: string) => BinderMessage]

/** Messages of DuckDB 1.5 that users meet most; what is in none of them is shown as it is. */
const READINGS: readonly Reading[] = [
  [
    /^(Table )?.*?Function with name "?(.+?)"? does not exist!/,
    ([, table = '', name = ''], message) => ({
      code: 'UNKNOWN_FUNCTION',
      text: `there is no ${table === '' ? '' : 'table '}function "${name}"`,
      ...suggestion(message),
    }),
  ],
  [
    /^Ambiguous reference to (?:column name|an? \w+) "?(.+?)"? \(use: (.+?)\)/,
    ([, name = '', uses = '']) => ({
      code: 'AMBIGUOUS_COLUMN',
      text: `the column "${name}" is in several tables of this statement`,
      hint: `say which is meant: ${anyOf(uses.split(' or '))}`,
    }),
  ],
  [
    /^Referenced column "(.+?)" not found in FROM clause!/,
    ([, name = ''], message) => ({
      code: 'UNKNOWN_COLUMN',
      text: `there is no column "${name}" in what this statement reads`,
      ...suggestion(message),
    }),
  ],
  [
    /^Referenced table "(.+?)" not found!/,
    ([, name = ''], message) => ({
      code: 'UNKNOWN_COLUMN',
      text: `this statement reads nothing by the name "${name}"`,
      ...suggestion(message),
    }),
  ],
  [
    /^(?:Table|Values list) "(.+?)" does not have a column named "(.+?)"/,
    ([, table = '', name = ''], message) => ({
      code: 'UNKNOWN_COLUMN',
      text: `"${table}" has no column "${name}"`,
      ...suggestion(message),
    }),
  ],
  [
    /^Column "?(.+?)"? does not exist on (left|right) side of join!/,
    ([, name = '', side = '']) => ({
      code: 'UNKNOWN_COLUMN',
      text: `what stands on the ${side} of the join has no column "${name}"`,
    }),
  ],
  [
    /^(?:No function matches the given name and argument types '(.+)'|Macro (.+?\(\)) does not support the supplied arguments)\. You/,
    ([, call, macro = ''], message) => ({
      code: 'SQL_RUNTIME',
      text:
        call === undefined
          ? `${macro} does not take these arguments`
          : `there is no ${call.replaceAll('_LITERAL', '')}`,
      ...signatures(message),
    }),
  ],
  [
    /^More than one row returned by a subquery used as an expression/,
    () => ({
      code: 'SQL_RUNTIME',
      text: 'a subquery that stands for one value returned more than one row',
      hint: 'add LIMIT 1, take an aggregate such as max(…), or use IN (SELECT …)',
    }),
  ],
]

/** Reads what DuckDB said; `undefined` for what is best left in its own words. */
export function binderMessage(message: string): BinderMessage | undefined {
  for (const [pattern, read] of READINGS) {
    const match = pattern.exec(message)
    if (match !== null) return read(match, message)
  }
  return undefined
}

/** The nearest names: `Did you mean "a"?`, `Candidate bindings: : "a", "b"`. */
export function suggestion(message: string): { readonly hint?: string } {
  const [, names] =
    /\n\s*(?:Candidate (?:bindings|tables)|Did you mean)[:\s]*(.+?)\??\s*$/s.exec(message) ?? []
  return names === undefined ? {} : { hint: `did you mean ${anyOf(names.split(/, | or /))}?` }
}

/** What a function takes instead. */
function signatures(message: string): { readonly hint?: string } {
  const [, list] = /\n\s*Candidate (?:functions|macros):\s*([\s\S]+)$/.exec(message) ?? []
  if (list === undefined) return {}
  // Types follow it where DuckDB escapes the tab before each.
  const all = list.split(/\n|\\t|\t/).map((each) => each.replace(/ -> .*/, '').trim())
  const known = all.filter((each) => each !== '')
  const more = known.length > MOST_NAMES ? ', among others' : ''
  return { hint: `it may be ${anyOf(known)}${more}` }
}

function anyOf(names: readonly string[]): string {
  return names.slice(0, MOST_NAMES).join(' or ')
}
