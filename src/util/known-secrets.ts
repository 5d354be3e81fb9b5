import { decodedForms, squash, toBytes, type MappedBytes } from './decoded-forms.js'

/** What stands in for a value that must not be shown. */
export const MASK = '(sensitive)'

/** Shorter texts are cut from nothing: words would lose letters. Characters. */
const SHORTEST = 4
/** What a part of a secret must have at least to be known as one. Bytes. */
const GRAM = 6
/** Of a longer text only the beginning is known again. Bytes. */
const LONGEST = 65_536
/** Oldest ones are forgotten: a process may run for months. */
const MOST = 50_000
/** Places of one part in one secret that are looked at. */
const MOST_PLACES = 4

/** What `squash` leaves out. */
const EDGE = /[^\p{L}\p{N}]/u

interface Known {
  /** Without quotes, spaces and escapes. */
  readonly bytes: string
  /** Whether it begins or ends with what `bytes` lacks. */
  readonly padding: { readonly before: boolean; readonly after: boolean }
}

/** A range of a text, in UTF-16 units. */
interface Range {
  readonly start: number
  readonly end: number
}

/**
 * Values that must not be shown, whoever repeats them: as they are, escaped for JSON, SQL, XML or a URL, once or
 * several times, in base64 at any place of a longer text, in hex, and cut off at either end.
 */
export class KnownSecrets {
  readonly #texts = new Set<string>()
  readonly #pending: string[] = []
  readonly #grams = new Map<string, { readonly known: Known; readonly at: number }[]>()
  readonly #short = new Set<string>()

  /** Takes in values that are not to be shown; those of fewer than four characters cannot be told from words. */
  add(...texts: readonly string[]): void {
    for (const text of texts) {
      if (text.length < SHORTEST || this.#texts.has(text)) continue
      if (this.#texts.size >= MOST) this.#forget()
      this.#texts.add(text)
      this.#pending.push(text)
    }
  }

  /** As `add`, for what is known long after it was sent: words and numbers are left out, since others use them, too. */
  addDistinct(...texts: readonly string[]): void {
    this.add(...texts.filter((text) => text.length >= 8 && !/^(?:\d+|\p{L}{1,12})$/u.test(text)))
  }

  /** A text without what is known; the text itself where nothing of it is in there. */
  cut(text: string, mask = MASK): string {
    return this.#replaced(text, () => mask)
  }

  /** As `cut`, with every character at its place: one `*` for each that is hidden. */
  blacken(text: string): string {
    return this.#replaced(text, (part) => part.replace(/[^\r\n]/g, '*'))
  }

  #replaced(text: string, replace: (part: string) => string): string {
    if (this.#texts.size === 0 || text.length < SHORTEST) return text
    this.#index()
    let shown = ''
    let at = 0
    for (const { start, end } of merged(this.#find(toBytes(text), 0))) {
      shown += text.slice(at, start) + replace(text.slice(start, end))
      at = end
    }
    return shown + text.slice(at)
  }

  #forget(): void {
    this.#texts.clear()
    this.#pending.length = 0
    this.#grams.clear()
    this.#short.clear()
  }

  #index(): void {
    for (const text of this.#pending.splice(0)) {
      // Each line of a key may be repeated alone.
      const lines = text.split(/[\r\n]+/).filter((line) => line.length >= 2 * GRAM)
      for (const part of lines.length > 1 ? [text, ...lines] : [text]) this.#indexOne(part)
    }
  }

  #indexOne(text: string): void {
    const [plain] = decodedForms(toBytes(text.slice(0, LONGEST)))
    const { bytes } = squash(plain)
    if (bytes.length < GRAM) {
      this.#short.add(plain.bytes)
      return
    }
    const padding = { before: EDGE.test(text[0] ?? ''), after: EDGE.test(text.at(-1) ?? '') }
    const known = { bytes, padding }
    for (let at = 0; at + GRAM <= bytes.length; at++) {
      const gram = bytes.slice(at, at + GRAM)
      const places = this.#grams.get(gram)
      if (places === undefined) this.#grams.set(gram, [{ known, at }])
      else if (places.filter((each) => each.known === known).length < MOST_PLACES)
        places.push({ known, at })
    }
  }

  #find(text: MappedBytes, depth: number): Range[] {
    const [plain, ...inner] = decodedForms(text, depth)
    return [
      ...this.#findLong(plain),
      ...this.#findShort(plain),
      ...inner.flatMap((each) => this.#find(each, depth + 1)),
    ]
  }

  #findLong(plain: MappedBytes): Range[] {
    const found: Range[] = []
    const text = squash(plain)
    const { bytes, starts, ends } = text
    for (let at = 0; at + GRAM <= bytes.length; at++) {
      for (const place of this.#grams.get(bytes.slice(at, at + GRAM)) ?? []) {
        const length = commonLength(bytes, at, place.known.bytes, place.at)
        if (!isTelling(bytes.slice(at, at + length), place.known)) continue
        const { padding, bytes: whole } = place.known
        const isFirst = padding.before && place.at === 0
        const isLast = padding.after && place.at + length === whole.length
        found.push({
          start: isFirst ? (ends[at - 1] ?? 0) : (starts[at] ?? 0),
          end: isLast
            ? (starts[at + length] ?? plain.ends.at(-1) ?? 0)
            : (ends[at + length - 1] ?? 0),
        })
      }
    }
    return found
  }

  /** Short ones count as a whole, between what is no letter or digit. */
  #findShort({ bytes, starts, ends }: MappedBytes): Range[] {
    const found: Range[] = []
    for (const short of this.#short) {
      for (let at = bytes.indexOf(short); at !== -1; at = bytes.indexOf(short, at + 1)) {
        const last = at + short.length
        if (isWordByte(bytes[at - 1]) && isWordByte(short[0])) continue
        if (isWordByte(bytes[last]) && isWordByte(short.at(-1))) continue
        found.push({ start: starts[at] ?? 0, end: ends[last - 1] ?? 0 })
      }
    }
    return found
  }
}

const isWordByte = (byte: string | undefined): boolean =>
  byte !== undefined && /[A-Za-z0-9\x80-\xff]/.test(byte)

function commonLength(a: string, atA: number, b: string, atB: number): number {
  let length = 0
  while (atB + length < b.length && a[atA + length] === b[atB + length]) length++
  return length
}

/** A part of a secret that is one word may be a word that others use, too: nearly all of it is none. */
function isTelling(part: string, { bytes }: Known): boolean {
  return part.length * 5 >= bytes.length * 4 || !/^(?:[a-z]+|[A-Z]+|[A-Z][a-z]+|\d+)$/.test(part)
}

/** Ranges in their order, those that meet as one. */
function merged(ranges: readonly Range[]): Range[] {
  const found: Range[] = []
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    const last = found.at(-1)
    if (last !== undefined && range.start <= last.end) {
      found[found.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    } else if (range.end > range.start) found.push(range)
  }
  return found
}
