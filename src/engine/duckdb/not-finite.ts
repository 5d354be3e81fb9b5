import { isExactNumber, isJsonObject, parseJson, type Json } from '../../util/index.js'

const TEXT_OR_NOT_FINITE = /"(?:[^"\\]|\\.)*"|-?\bInfinity\b|\bNaN\b/g

/** The text with its infinite numbers and those that are none, which JSON does not have, as `write` writes them. */
export function writeNotFinite(
  text: string,
  write: { readonly text: (token: string) => string; readonly number: (token: string) => string },
): string {
  return text.replace(TEXT_OR_NOT_FINITE, (token) =>
    token.startsWith('"') ? write.text(token) : write.number(token),
  )
}

/**
 * A JSON value of DuckDB's that holds `NaN` or `Infinity`, as numbers: it writes them, although JSON has none.
 * `undefined` where the text is no JSON for another reason.
 */
export function readNotFinite(text: string): Json | undefined {
  // Every text gets one letter in front and every such number becomes a text with another, so that none is mistaken.
  const marked = writeNotFinite(text, {
    text: (token) => `"s${token.slice(1)}`,
    number: (token) => `"n${token}"`,
  })
  try {
    return withoutMarks(parseJson(marked) as Json)
  } catch {
    return undefined
  }
}

function withoutMarks(value: Json): Json {
  if (typeof value === 'string') {
    return value.startsWith('n') ? Number(value.slice(1)) : value.slice(1)
  }
  if (isExactNumber(value)) return value
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutMarks)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.slice(1), withoutMarks(inner)] as const),
  )
}
