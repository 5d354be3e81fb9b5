import { AppError } from '../errors/index.js'
import { nearest, positionAt } from '../util/index.js'
import { tokenize } from './lexer.js'
import type { WriteHint } from './statement.js'

const HINTS: readonly WriteHint[] = ['await', 'nowait', 'replace']

/** Words for what a write reads; see query-hints.ts. */
const OF_QUERIES: ReadonlySet<string> = new Set(['fresh'])

/**
 * The hints of a write: words in comments of the form `/*+ … *\/`, outside strings. Before the verb other words
 * may stand in them: there they name the statement in its file.
 * @throws AppError UNSUPPORTED_STATEMENT for a word that is none after the verb: it was written to be heeded
 */
export function readHints(source: string): WriteHint[] {
  if (!source.includes('/*+')) return []
  const hints: WriteHint[] = []
  let end = 0
  for (const token of [...tokenize(source), { start: source.length, end: source.length }]) {
    const gap = source.slice(end, token.start)
    for (const found of gap.matchAll(/\/\*\+([^*]*)\*\//g)) {
      for (const word of found[1]?.split(/[\s,]+/).filter(Boolean) ?? []) {
        const hint = HINTS.find((each) => each === word.toLowerCase())
        if (hint !== undefined) hints.push(hint)
        else if (end > 0 && !OF_QUERIES.has(word.toLowerCase()))
          throw unknownHint(word, source, end + found.index)
      }
    }
    end = token.end
  }
  return hints
}

function unknownHint(word: string, source: string, offset: number): AppError {
  const near = nearest(word.toLowerCase(), [...HINTS])
  return new AppError('UNSUPPORTED_STATEMENT', `there is no hint "${word}" for a write`, {
    position: positionAt(source, offset),
    source,
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `hints are ${HINTS.join(', ')}`,
  })
}
