/** Names of characters that cannot be told from others, or cannot be seen at all. */
const NAMES: Readonly<Record<string, string>> = {
  '\0': 'NUL',
  '\v': 'vertical tab',
  '\f': 'form feed',
  '\r': 'carriage return',
  '\x7f': 'delete',
  '\x85': 'next line',
  '\u00a0': 'no-break space',
  '\u00ad': 'soft hyphen',
  '\u200b': 'zero width space',
  '\u200c': 'zero width non-joiner',
  '\u200d': 'zero width joiner',
  '\u2028': 'line separator',
  '\u2029': 'paragraph separator',
  '\u202f': 'narrow no-break space',
  '\u2060': 'word joiner',
  '\u3000': 'ideographic space',
  '\ufeff': 'byte order mark',
}

/** The character at an offset, as a message shows it: `"ä" (U+00E4)`, `U+2028 (line separator)`. */
export function characterName(text: string, at: number): string {
  const code = text.codePointAt(at) ?? 0
  const char = String.fromCodePoint(code)
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
  const name = NAMES[char]
  if (name !== undefined) return `${number} (${name})`
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(char))
    return code < 0x80 ? `"${char}"` : `"${char}" (${number})`
  return number
}
