/** A stretch of a string token between its quotes; offsets are into the token's text. */
export interface StringBody {
  readonly start: number
  readonly end: number
}

/**
 * What stands between the quotes of a string token: one stretch, or one for each line of a text that goes on in the next
 * line. What stands between those are spaces and comments.
 */
export function stringBodies(text: string): StringBody[] {
  if (text.startsWith('$')) {
    const tag = text.indexOf('$', 1) + 1
    return [{ start: tag, end: text.length - tag }]
  }
  const bodies: StringBody[] = []
  const escapes = /^e/i.test(text)
  let at = text.startsWith("'") ? 0 : 1
  while (at < text.length) {
    const start = at + 1
    const end = closingQuote(text, start, escapes)
    bodies.push({ start, end })
    at = openingQuote(text, end + 1)
  }
  return bodies
}

/** The value of a text in plain quotes; `undefined` for other forms. */
export function plainText(text: string): string | undefined {
  if (!text.startsWith("'")) return undefined
  return stringBodies(text)
    .map(({ start, end }) => text.slice(start, end).replaceAll("''", "'"))
    .join('')
}

function closingQuote(text: string, from: number, escapes: boolean): number {
  for (let at = from; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++
    else if (text[at] === "'") {
      if (text[at + 1] !== "'") return at
      at++
    }
  }
  return text.length
}

/** The next quote outside comments. */
function openingQuote(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") return at
    if (text.startsWith('--', at)) at += /^[^\n\r]*/.exec(text.slice(at))?.[0].length ?? 0
  }
  return text.length
}
