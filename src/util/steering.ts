/**
 * Characters that steer a terminal, or hide and reorder what it shows: controls (C0, DEL, C1), marks and overrides of
 * writing direction, separators and joiners without width, annotations and tags. U+200C and U+200D stay as they are:
 * Persian, Indic scripts and emoji are written with them.
 */
const STEERING =
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** Text that is safe on a terminal: nothing in it moves the cursor, hides or reorders what is shown. */
export function visible(text: string): string {
  return text.replace(STEERING, (char) => SHORT[char] ?? escaped(char))
}

/** The same for a text of lines, which stay lines, as do its tabs. */
export function visibleLines(text: string): string {
  return text.replace(STEERING, (char) => (char === '\n' || char === '\t' ? char : escaped(char)))
}

/** The text with such characters as `\\u0000`: in texts of JSON, and of YAML in double quotes, that is the same value. */
export function escapeSteering(quoted: string): string {
  return quoted.replace(STEERING, (char) => (char === '\n' ? char : units(char)))
}

/** The same for texts of YAML in double quotes, whose `\\u` has no pairs, and with what its readers refuse. */
export function escapeInYaml(quoted: string): string {
  return quoted
    .replace(STEERING, (char) =>
      char.length === 1 ? units(char) : `\\U${hex(char.codePointAt(0) ?? 0, 8)}`,
    )
    .replace(/[\ufffe\uffff]/g, units)
}

/** True of a text that has such a character. */
export function isSteering(text: string): boolean {
  return text.search(STEERING) >= 0
}

/** Sequences of our own that colour what is shown; those of picocolors and no others. */
const COLORS = /\u001b\[(?:0|1|2|3|4|7|9|2[2-9]|3[0-79]|4[0-79]|9[0-7]|10[0-7])m/

/** Sequences of our own that colour, move the cursor and clear, of progress, questions and the shell. */
const CURSOR = /\r|\u001b\[(?:[\d;]*[ABCDEFGHJKm]|\?(?:25|2004|2026)[hl]|[<>=]?\d*u|\?u)|\u001b[78]/

/** What of a text is our own: colours alone, or what moves the cursor, too. */
export type OwnSequences = 'colors' | 'cursor'

/**
 * A text as a terminal gets it: of the sequences that steer it our own stay, whatever else does is made visible. What
 * comes from elsewhere has to be made visible before it is coloured: this is the last line, and cannot tell an
 * attacker's red from ours.
 */
export function terminalText(text: string, own: OwnSequences): string {
  const parts = text.split(own === 'colors' ? ONE_COLOR : ONE_CURSOR)
  return parts.map((part, index) => (index % 2 === 1 ? part : visibleLines(part))).join('')
}

const ONE_COLOR = new RegExp(`(${COLORS.source})`)
const ONE_CURSOR = new RegExp(`(${CURSOR.source})`)

function escaped(char: string): string {
  return char < '\u0100' ? `\\x${hex(char.charCodeAt(0), 2)}` : units(char)
}

function units(char: string): string {
  return Array.from({ length: char.length }, (_, at) => `\\u${hex(char.charCodeAt(at), 4)}`).join(
    '',
  )
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0')
}
