import { applyEdits, type TextEdit } from '../../util/index.js'
import { tokenize } from '../lexer.js'
import { clauseEdits } from './clauses.js'
import { fromItemEdits } from './from-items.js'
import { functionEdits } from './functions.js'
import { literalEdits } from './literals.js'
import { networkEdits } from './networks.js'
import { operatorEdits, type JsonKnowledge } from './operators.js'
import { quantifierEdits } from './quantifiers.js'
import { setFunctionEdits } from './set-functions.js'
import { typedLiteralEdits, typeNameEdits } from './typed-literals.js'
import { wideSpaceEdits } from './wide-spaces.js'

/** A statement in DuckDB's words; `edits` lead from its positions back to those of what the user wrote. */
export interface DialectText {
  readonly sql: string
  readonly edits: readonly TextEdit[]
  /** True where an operator means one thing for JSON and another for other types. */
  readonly asksForColumns: boolean
}

/**
 * The one pass that changes what the user wrote, token by token, outside strings and comments: JSON
 * operators and functions get Postgres (and StackQL) meaning by naming macros of ours.
 *
 * DuckDB's own `->` and `->>` bind below AND, OR and `=`; an operator of another name binds above them.
 * @throws AppError SYNTAX for a string, identifier or comment that never ends
 */
export function toDuckDialect(sql: string, known: JsonKnowledge = {}): DialectText {
  const tokens = tokenize(sql)
  const edits = withoutOverlaps([
    ...networkEdits(tokens),
    ...setFunctionEdits(tokens),
    ...quantifierEdits(tokens),
    ...clauseEdits(tokens),
    ...typedLiteralEdits(tokens),
    ...typeNameEdits(tokens),
    ...operatorEdits(sql, tokens, known),
    ...functionEdits(tokens),
    ...fromItemEdits(tokens),
    ...literalEdits(tokens),
    ...wideSpaceEdits(sql),
  ])
  const asksForColumns = tokens.some(
    ({ kind, text }) => kind === 'operator' && (text === '||' || text === '-'),
  )
  return { sql: edits.length === 0 ? sql : applyEdits(sql, edits), edits, asksForColumns }
}

/** In order; of two that change the same text the first that was asked for stays. */
function withoutOverlaps(edits: readonly TextEdit[]): TextEdit[] {
  const kept: TextEdit[] = []
  for (const edit of edits) {
    const overlaps = kept.some(
      (other) => edit.start < other.end && other.start < edit.end && edit.end > edit.start,
    )
    if (!overlaps) kept.push(edit)
  }
  return kept.sort((a, b) => a.start - b.start)
}
