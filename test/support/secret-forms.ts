import fc from 'fast-check'

/** Ways in which a server, a log or a library writes a text down again. */
export const FORMS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  json: (text) => JSON.stringify(text),
  'json in json': (text) => JSON.stringify({ body: JSON.stringify({ password: text }) }),
  'json in json in json': (text) => JSON.stringify(JSON.stringify(JSON.stringify([text]))),
  'ascii json': (text) =>
    JSON.stringify(text).replace(
      /[^ -~]/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  url: (text) => encodeURIComponent(text),
  'url, lower case': (text) =>
    encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (found) => found.toLowerCase()),
  'url twice': (text) => encodeURIComponent(encodeURIComponent(text)),
  form: (text) => new URLSearchParams({ a: text }).toString(),
  'form of json': (text) => new URLSearchParams({ a: JSON.stringify({ p: text }) }).toString(),
  base64: (text) => base64(text),
  'base64, 1 before': (text) => base64(`a${text}bc`),
  'base64, 2 before': (text) => base64(`{"${text}"}`),
  'base64 of json': (text) => base64(JSON.stringify({ user: 'u', password: text, x: 1 })),
  'base64 of a header': (text) => base64(`user:${text}`),
  'base64 in lines': (text) => base64(`${'x'.repeat(50)}${text}`).replace(/.{20}/g, '$&\n'),
  'base64 for urls': (text) => Buffer.from(`ab${text}`).toString('base64url'),
  'base64 in a url': (text) => encodeURIComponent(base64(text)),
  'base64 of base64': (text) => base64(base64(text)),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex, upper case': (text) => Buffer.from(`a${text}`).toString('hex').toUpperCase(),
  xml: (text) => xml(text).replaceAll('"', '&quot;').replaceAll("'", '&apos;'),
  'xml by numbers': (text) =>
    Array.from(text)
      .map((char) => (/[<>&"']/.test(char) ? `&#${String(char.codePointAt(0))};` : char))
      .join(''),
  'xml by hex numbers': (text) =>
    Array.from(text)
      .map((char) => `&#x${(char.codePointAt(0) ?? 0).toString(16)};`)
      .join(''),
  'xml of json': (text) => xml(JSON.stringify({ password: text })),
  'json of xml': (text) => JSON.stringify({ body: `<p>${xml(text)}</p>` }),
  sql: (text) => `'${text.replaceAll("'", "''")}'`,
  'sql in json': (text) => JSON.stringify(`'${text.replaceAll("'", "''")}'`),
  csv: (text) => `"${text.replaceAll('"', '""')}"`,
  yaml: (text) => `password: ${JSON.stringify(text)}`,
}

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const xml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const LETTERS = Array.from('abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789')
const ODD = Array.from('"\'\\`$%&<>+/=?#{}[]();:,.-_ \n\r\té€ß漢𝛑😀\u2028')

/** Texts as passwords are, and as they should not be: quotes, backslashes, line breaks, letters of any script. */
export const secretText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...LETTERS) }, fc.constantFrom(...ODD)), {
    minLength: 8,
    maxLength: 60,
  })
  .map((chars) => chars.join(''))
  // A secret of one sign over and over is in every text that underlines something.
  .filter((text) => new Set(text.replace(/[^A-Za-z0-9]/g, '')).size >= 6)

/** Parts of a secret, six characters long, that a text shows, as they are or in one of the forms above. */
export function shownParts(text: string, secret: string): string[] {
  const chars = Array.from(secret)
  const parts = chars.slice(5).map((_, at) => chars.slice(at, at + 6).join(''))
  const telling = parts.filter((part) => /[^\s"'\\+]{4}/.test(part))
  return telling.filter(
    (part) =>
      text.includes(part) ||
      text.includes(JSON.stringify(part).slice(1, -1)) ||
      text.includes(encodeURIComponent(part)) ||
      text.toLowerCase().includes(Buffer.from(part).toString('hex')) ||
      [0, 1, 2].some((lead) => text.includes(innerBase64(part, lead))),
  )
}

/** What base64 of a text has of a part of it wherever that begins. */
function innerBase64(part: string, lead: number): string {
  const whole = base64('x'.repeat(lead) + part)
  const bytes = lead + Buffer.from(part).length
  return whole.slice(Math.ceil((lead * 8) / 6), Math.floor((bytes * 8) / 6))
}
