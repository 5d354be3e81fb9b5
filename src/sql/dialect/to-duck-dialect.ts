import { applyEdits, type TextEdit } from '../../util/index.js'
import { tokenize } from '../lexer.js'
import { fromItemEdits } from './from-items.js'
import { functionEdits } from './functions.js'
import { literalEdits } from './literals.js'
import { operatorEdits } from './operators.js'
import { wideSpaceEdits } from './wide-spaces.js'

/** A statement in DuckDB's words; `edits` lead from its positions back to those of what the user wrote. */
export interface DialectText {
  readonly sql: string
  readonly edits: readonly TextEdit[]
  /** True where an operator means one thing for JSON and another for other types. */
  readonly asksForColumns: boolean
}

export interface DialectOptions {
  /** Names of JSON columns, in lower case: with them `||` and `-` can tell JSON from other types. */
  readonly jsonColumns?: ReadonlySet<string>
}

const NO_COLUMNS: ReadonlySet<string> = new Set()

/**
 * The one pass that changes what the user wrote, token by token, outside strings and comments: JSON
 * operators and functions get Postgres (and StackQL) meaning by naming macros of ours.
 *
 * DuckDB's own `->` and `->>` bind below AND, OR and `=`; an operator of another name binds above them.
 * @throws AppError SYNTAX for a string, identifier or comment that never ends
 */
export function toDuckDialect(sql: string, options: DialectOptions = {}): DialectText {
  const tokens = tokenize(sql)
  const edits = [
    ...operatorEdits(sql, tokens, options.jsonColumns ?? NO_COLUMNS),
    ...functionEdits(tokens),
    ...fromItemEdits(tokens),
    ...literalEdits(tokens),
    ...wideSpaceEdits(sql),
  ].sort((a, b) => a.start - b.start)
  const asksForColumns = tokens.some(
    ({ kind, text }) => kind === 'operator' && (text === '||' || text === '-'),
  )
  return { sql: edits.length === 0 ? sql : applyEdits(sql, edits), edits, asksForColumns }
}
