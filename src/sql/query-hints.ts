import { tokenize } from './lexer.js'

/** Words in comments of the form `/*+ … *\/` that a query may have: `fresh` takes nothing from a cache. */
export type QueryHint = 'fresh'

/** The hints of a query; words that are none are another program's. */
export function queryHints(source: string): ReadonlySet<QueryHint> {
  const hints = new Set<QueryHint>()
  if (!source.includes('/*+')) return hints
  let end = 0
  for (const token of [...tokenize(source), { start: source.length, end: source.length }]) {
    for (const [, words = ''] of source.slice(end, token.start).matchAll(/\/\*\+([^*]*)\*\//g)) {
      if (/\bfresh\b/i.test(words)) hints.add('fresh')
    }
    end = token.end
  }
  return hints
}
