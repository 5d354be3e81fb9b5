import { hintWords } from './hint-words.js'

/** Words in comments of the form `/*+ … *\/` that a query may have: `fresh` takes nothing from a cache. */
export type QueryHint = 'fresh'

/** The hints of a query; words that are none are another program's. */
export function queryHints(source: string): ReadonlySet<QueryHint> {
  const isFresh = hintWords(source).some(({ word }) => word.toLowerCase() === 'fresh')
  return new Set<QueryHint>(isFresh ? ['fresh'] : [])
}
