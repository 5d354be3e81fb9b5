/** A text as bytes of UTF-8, one character each, and where in the text each comes from, in UTF-16 units. */
export interface MappedBytes {
  readonly bytes: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/** Base64 of base64 of JSON is the deepest that is looked into. */
const DEEPEST = 2
/** Escapes in escapes in escapes. */
const MOST_PASSES = 4

export function toBytes(text: string): MappedBytes {
  if (/^[\0-\x7f]*$/.test(text)) {
    const starts = Array.from({ length: text.length }, (_, at) => at)
    return { bytes: text, starts, ends: starts.map((at) => at + 1) }
  }
  const made = new Bytes()
  let at = 0
  for (const char of text) {
    made.add(Buffer.from(char, 'utf8').toString('latin1'), at, at + char.length)
    at += char.length
  }
  return made
}

/**
 * A text without its escapes (of JSON, URLs, XML, in any depth) first, then what its parts say that look like base64
 * or hex: at every alignment, since nobody knows where they begin.
 */
export function decodedForms(text: MappedBytes, depth = DEEPEST): [MappedBytes, ...MappedBytes[]] {
  let plain = text
  for (let pass = 0; pass < MOST_PASSES && /[\\%&]/.test(plain.bytes); pass++) {
    const next = unescaped(plain)
    if (next.bytes === plain.bytes) break
    plain = next
  }
  return depth >= DEEPEST ? [plain] : [plain, ...fromHex(plain), ...fromBase64(plain)]
}

const DROPPED = /[\s\0-\x1f\x7f\\'"]/
const SQUASHED = /[\s\0-\x1f\x7f\\'"+]/

/** Without what escaping, quoting and folding add and take away. */
export function squash(text: MappedBytes): MappedBytes {
  return without(text, SQUASHED)
}

function without({ bytes, starts, ends }: MappedBytes, dropped: RegExp): MappedBytes {
  const made = new Bytes()
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? ''
    if (!dropped.test(byte)) made.add(byte, starts[at] ?? 0, ends[at] ?? 0)
  }
  return made
}

class Bytes implements MappedBytes {
  #parts: string[] = []
  readonly starts: number[] = []
  readonly ends: number[] = []

  get bytes(): string {
    if (this.#parts.length > 1) this.#parts = [this.#parts.join('')]
    return this.#parts[0] ?? ''
  }

  add(bytes: string, start: number, end: number): void {
    this.#parts.push(bytes)
    for (let count = 0; count < bytes.length; count++) {
      this.starts.push(start)
      this.ends.push(end)
    }
  }
}

const ESCAPE =
  /\\+(?:u([dD][89abAB][0-9a-fA-F]{2})\\+u([dD][c-fC-F][0-9a-fA-F]{2})|u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-3][0-7]{2})|([nrtbfv0]))|%(?:25)*([0-9a-fA-F]{2})|&(?:amp;)*(?:(amp|lt|gt|quot|apos);|#(\d{1,7});|#[xX]([0-9a-fA-F]{1,6});)/g
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" },
}

function unescaped({ bytes, starts, ends }: MappedBytes): MappedBytes {
  const made = new Bytes()
  let at = 0
  const copy = (until: number): void => {
    for (; at < until; at++) made.add(bytes[at] ?? '', starts[at] ?? 0, ends[at] ?? 0)
  }
  for (const match of bytes.matchAll(ESCAPE)) {
    copy(match.index)
    at = match.index + match[0].length
    made.add(meaning(match), starts[match.index] ?? 0, ends[at - 1] ?? 0)
  }
  copy(bytes.length)
  return made
}

function meaning([
  ,
  high,
  low,
  u4,
  braced,
  u8,
  x2,
  octal,
  ,
  percent,
  named,
  decimal,
  hex,
]: RegExpMatchArray): string {
  if (high !== undefined && low !== undefined) {
    return utf8(String.fromCharCode(parseInt(high, 16), parseInt(low, 16)))
  }
  const byte = x2 ?? percent
  if (byte !== undefined) return String.fromCharCode(parseInt(byte, 16))
  if (octal !== undefined) return String.fromCharCode(parseInt(octal, 8))
  if (named !== undefined) return NAMED[named] ?? ''
  const digits = u4 ?? braced ?? u8 ?? hex
  const code = digits === undefined ? Number(decimal ?? 0x20) : parseInt(digits, 16)
  return code > 0x10_ff_ff ? '' : utf8(String.fromCodePoint(code))
}

const utf8 = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

const HEX = /[0-9a-fA-F]{12,}/g

function fromHex(text: MappedBytes): MappedBytes[] {
  return [...text.bytes.matchAll(HEX)].flatMap(({ 0: run, index }) =>
    [0, 1].map((skip) => {
      const made = new Bytes()
      for (let at = skip; at + 2 <= run.length; at += 2) {
        const byte = String.fromCharCode(parseInt(run.slice(at, at + 2), 16))
        made.add(byte, text.starts[index + at] ?? 0, text.ends[index + at + 1] ?? 0)
      }
      return made
    }),
  )
}

const BASE64 = /[A-Za-z0-9+/_-]{8,}/g

function fromBase64(plain: MappedBytes): MappedBytes[] {
  // Long ones are broken into lines.
  const text = without(plain, DROPPED)
  return [...text.bytes.matchAll(BASE64)].flatMap(({ 0: run, index }) =>
    [0, 1, 2, 3].map((skip) => {
      const made = new Bytes()
      const decoded = Buffer.from(run.slice(skip), 'base64').toString('latin1')
      for (let at = 0; at < decoded.length; at++) {
        const first = index + skip + Math.floor((at * 8) / 6)
        const last = index + skip + Math.floor((at * 8 + 7) / 6)
        made.add(decoded[at] ?? '', text.starts[first] ?? 0, text.ends[last] ?? 0)
      }
      return made
    }),
  )
}
