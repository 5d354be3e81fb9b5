import type { Json } from '../../util/index.js'

/** Texts, or integers with more digits than a double is sure to keep. */
const TEXT_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

/** JSON of which integers that a double cannot hold stay texts. @throws SyntaxError */
export function parseLossless(text: string): Json {
  const quoted = text.replace(TEXT_OR_LONG_INTEGER, (token) =>
    token.startsWith('"') || Number.isSafeInteger(Number(token)) ? token : `"${token}"`,
  )
  return JSON.parse(quoted) as Json
}
