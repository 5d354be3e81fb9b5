/** Java's POSIX classes (ASCII only) as bodies of JavaScript classes. */
const POSIX: Readonly<Record<string, string>> = {
  Alnum: 'A-Za-z0-9',
  Alpha: 'A-Za-z',
  ASCII: '\\x00-\\x7F',
  Blank: ' \\t',
  Cntrl: '\\x00-\\x1F\\x7F',
  Digit: '0-9',
  Graph: '!-~',
  Lower: 'a-z',
  Print: ' -~',
  Punct: '!-\\/:-@\\[-`\\{-~',
  Space: ' \\t\\n\\x0B\\f\\r',
  Upper: 'A-Z',
  XDigit: '0-9A-Fa-f',
}

/** The POSIX class at the start of `rest` (`\p{Graph}…`), as a class body without brackets. */
export function posixClass(rest: string): { body: string; length: number } | undefined {
  const [whole, name = ''] = /^\\p\{(\w+)\}/.exec(rest) ?? []
  const body = POSIX[name]
  return whole === undefined || body === undefined ? undefined : { body, length: whole.length }
}
