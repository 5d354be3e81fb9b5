import { scanText } from './lexer.js'
import { isBlank } from './token.js'
import type { HintWord } from './statement.js'

/**
 * The words of comments of the form `/*+ … *\/`. What a text or another comment holds is none, a line comment's words
 * neither.
 */
export function hintWords(source: string): HintWord[] {
  if (!source.includes('/*+')) return []
  const words: HintWord[] = []
  let isLabel = true
  for (const piece of scanText(source)) {
    if (!isBlank(piece)) isLabel = false
    else if (piece.text.startsWith('/*+')) {
      const inner = /^\/\*\+([^*]*)\*\/$/.exec(piece.text)?.[1] ?? ''
      for (const word of inner.split(/[\s,]+/).filter(Boolean)) {
        words.push({ word, offset: piece.start, isLabel })
      }
    }
  }
  return words
}
