import { AppError } from '../../errors/index.js'
import { positionAt, type TextEdit, quoteSql } from '../../util/index.js'
import { scanText, wideSpaces } from '../lexer.js'
import { stringBodies } from '../string-bodies.js'

/**
 * Sees to it that DuckDB changes no text that holds an unusual space (no-break, ideographic, a byte order mark). It
 * replaces those by plain ones before it reads, and counts quotes otherwise than its scanner does then: a quote or a dash
 * in a comment, an escape in E'…', a dollar quote or a `$` in a name has it change texts, and leave spaces between words
 * as letters.
 *
 * Between tokens they become plain spaces. Where a text or a quoted name holds one, comments are blanked and texts are
 * written in the one form that cannot be mistaken.
 * @throws AppError SYNTAX for a name with `$` beside such a text
 */
export function wideSpaceEdits(sql: string): TextEdit[] {
  const spaces = wideSpaces(sql)
  if (spaces.length === 0) return []
  const pieces = scanText(sql)
  const isKept = pieces.some(
    ({ kind, start, end }) =>
      (kind === 'string' || kind === 'quoted') && spaces.some((at) => at >= start && at < end),
  )
  return pieces.flatMap((piece) => {
    const { kind, text, start, end } = piece
    if (kind === 'space' || kind === 'comment') {
      const plain = kind === 'comment' && isKept ? emptied(text) : blanked(text)
      return plain === text ? [] : [{ start, end, text: plain }]
    }
    if (!isKept) return []
    if (kind === 'word' && text.includes('$')) throw besideDollar(sql, start)
    const clear = kind === 'string' ? clearText(text) : text
    return clear === text ? [] : [{ start, end, text: clear }]
  })
}

function blanked(text: string): string {
  return wideSpaces(text).reduce((all, at) => `${all.slice(0, at)} ${all.slice(at + 1)}`, text)
}

/** A comment of the same length that says nothing. */
function emptied(comment: string): string {
  // A comment in /* */ between two texts keeps them apart, which spaces with a line break would not.
  const isBlock = comment.startsWith('/*')
  const [open, close] = isBlock ? ['/*', '*/'] : ['', '']
  const inner = comment.slice(open.length, comment.length - close.length)
  return open + inner.replace(/[^\n\r]/g, ' ') + close
}

function besideDollar(sql: string, at: number): AppError {
  return new AppError('SYNTAX', 'a name with "$" cannot stand in a statement with unusual spaces', {
    position: positionAt(sql, at),
    source: sql,
    hint: 'put the name in double quotes',
  })
}

/** A string token as one quoted text, in which every quote is doubled. */
function clearText(text: string): string {
  // Bytes and bits are refused; see check-literals.ts.
  if (/^[xb]/i.test(text)) return text
  const bodies = stringBodies(text).map(({ start, end }) => text.slice(start, end))
  const body = bodies.join('')
  if (text.startsWith('$')) {
    // Neither does it go on a text in front of it, nor does one behind go on it.
    return `E'${quoteSql(body.replaceAll('\\', '\\\\'))}'/**/`
  }
  const prefix = text.startsWith("'") ? '' : text.charAt(0)
  if (prefix === '') return `'${body}'`
  return `${prefix}'${body.replace(/\\[^]/g, (pair) => (pair === "\\'" ? "''" : pair))}'`
}
