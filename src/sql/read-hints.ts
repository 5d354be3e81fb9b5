import { AppError } from '../errors/index.js'
import { nearest, positionAt } from '../util/index.js'
import { hintWords } from './hint-words.js'
import type { HintWord, WriteHint, WriteParts } from './statement.js'

const HINTS: readonly WriteHint[] = ['await', 'nowait', 'replace']

/** Words for what a write reads; see query-hints.ts. */
const OF_QUERIES: ReadonlySet<string> = new Set(['fresh'])

/**
 * The hints of a write: words in comments of the form `/*+ … *\/`, outside strings. Other words may be parameters of
 * the table; before the verb they may just as well name the statement in its file.
 */
export function readHints(source: string): Pick<WriteParts, 'hints' | 'words'> {
  const hints: WriteHint[] = []
  const words: HintWord[] = []
  for (const found of hintWords(source)) {
    const word = found.word.toLowerCase()
    const hint = HINTS.find((each) => each === word)
    if (hint !== undefined) hints.push(hint)
    else if (!OF_QUERIES.has(word)) words.push(found)
  }
  return { hints, words }
}

/** The error of a word that its table does not take either. */
export function unknownHint(
  { word, offset }: HintWord,
  source: string,
  own: readonly string[] = [],
): AppError {
  const known = [...HINTS, ...own]
  const near = nearest(word.toLowerCase(), known)
  return new AppError('UNSUPPORTED_STATEMENT', `there is no hint "${word}" for a write`, {
    position: positionAt(source, offset),
    source,
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `hints are ${known.join(', ')}`,
  })
}
