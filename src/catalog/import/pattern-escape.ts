const KEPT =
  /^\\(?:[dDwWsSbBnrtfvk0-9^$\\.*+?()[\]{}|/]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|c[A-Za-z]|[pP]\{[^}]*\})/
const CODE_POINT = /^\\x\{([0-9a-fA-F]{1,6})\}/
const SHORT_PROPERTY = /^\\([pP])([A-Z])/

/** An escape at the start of `rest` as the `u` flag wants it: its text and how many characters it took. */
export function escapeText(
  rest: string,
  inClass: boolean,
): readonly [text: string, length: number] {
  const kept = KEPT.exec(rest)?.[0]
  if (kept !== undefined) return [kept, kept.length]
  const [codePoint, hex = ''] = CODE_POINT.exec(rest) ?? []
  if (codePoint !== undefined) return [`\\u{${hex}}`, codePoint.length]
  const [property, sign = '', category = ''] = SHORT_PROPERTY.exec(rest) ?? []
  if (property !== undefined) return [`\\${sign}{${category}}`, property.length]
  const char = rest.charAt(1)
  return [inClass && char === '-' ? '\\-' : char, 2]
}
