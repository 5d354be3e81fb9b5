import { isBlank, scanText } from '../../sql/index.js'

const TAG = /\{\{[^]*?\}\}|\{#[^]*?#\}/g

/**
 * The template with the placeholders of its SQL comments blanked, as long as it was: nobody reads what would be put in
 * there, so that it need have no value. Hints are read. A template with blocks (`{% if %}`) stays as it is, since what
 * is a comment of it is known only once it is rendered.
 */
export function withoutCommentedPlaceholders(template: string): string {
  if (!/--|\/\*/.test(template) || !template.includes('{{') || template.includes('{%')) {
    return template
  }
  // A word stands for each tag: quotes inside of a tag are no quotes of the statement.
  const masked = template.replace(TAG, (tag) => 'x'.repeat(tag.length))
  if (/\{\{|\}\}|\{#|#\}/.test(masked)) return template
  let out = ''
  for (const { start, end } of commentsOf(masked)) {
    const blanked = template.slice(start, end).replace(TAG, (tag) => ' '.repeat(tag.length))
    out += template.slice(out.length, start) + blanked
  }
  return out + template.slice(out.length)
}

function commentsOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  try {
    return scanText(text).filter(
      (piece) => isBlank(piece) && piece.kind === 'comment' && !piece.text.startsWith('/*+'),
    )
  } catch {
    // What cannot be read is told where the statement is read.
    return []
  }
}
