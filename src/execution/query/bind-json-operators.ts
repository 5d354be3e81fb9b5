import type { RelationalEngine } from '../../engine/index.js'
import { AppError } from '../../errors/index.js'
import { findJsonJoins, type BoundQuery } from '../../plan/index.js'
import type { JsonKnowledge } from '../../sql/index.js'
import { originalOffset, utf16Offset, type Json, type TextEdit } from '../../util/index.js'

/** A query that was bound by its words, and what was known of its JSON then. */
export interface WordsBound extends BoundQuery {
  readonly dialectEdits: readonly TextEdit[]
  readonly known: JsonKnowledge
}

interface Rebinding {
  readonly sql: string
  readonly engine: RelationalEngine
  readonly rebind: (known: JsonKnowledge) => WordsBound
}

/**
 * Has the engine say which `||` and `-` have JSON on both sides, where words alone do not tell (a coalesce, a CASE,
 * columns of a subquery), and binds the query anew until nothing new is found: what an inner operator answers with
 * says what the outer one joins. The query's relations must be defined.
 */
export async function bindJsonOperators(
  words: WordsBound,
  { sql, engine, rebind }: Rebinding,
): Promise<WordsBound> {
  let bound = words
  for (;;) {
    const before = bound.known.jsonOperators ?? new Set<number>()
    const found = (await jsonOperatorsOf(bound, engine)).map((offset) =>
      originalOffset(bound.dialectEdits, originalOffset(bound.edits, offset)),
    )
    const after = new Set([...before, ...found])
    // Each round knows of an operator more, so that this ends.
    if (after.size === before.size || after.size > sql.length) return bound
    bound = rebind({ ...words.known, jsonOperators: after })
  }
}

const NO_MINUS = /^there is no -\(JSON, /

/** Offsets in the text that was bound. Other errors are the next reader's to tell. */
async function jsonOperatorsOf(
  { sql }: WordsBound,
  engine: RelationalEngine,
): Promise<readonly number[]> {
  let plan: Json | undefined
  try {
    plan = await engine.boundPlan(sql)
  } catch (error) {
    if (!AppError.is(error)) throw error
    if (error.code === 'CANCELLED') throw error
    const at = error.details.position?.offset
    return NO_MINUS.test(error.message) && at !== undefined ? [at] : []
  }
  if (plan === undefined) return []
  return findJsonJoins(plan).map((offset) => utf16Offset(sql, offset))
}
