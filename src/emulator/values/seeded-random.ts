/** A repeatable stream of numbers: the same seed text gives the same stream. */
export class SeededRandom {
  #state: number

  constructor(seed: string) {
    this.#state = hash32(seed)
  }

  /** In [0, 1). */
  next(): number {
    // mulberry32: small, fast, and good enough to make believable values.
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1))
  }

  text(alphabet: string, length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.between(0, alphabet.length - 1))
    return text
  }

  hex(length: number): string {
    return this.text('0123456789abcdef', length)
  }

  uuid(): string {
    const variant = this.text('89ab', 1)
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`
  }
}

/** FNV-1a, mixed once more so that texts that differ in the last letter differ everywhere. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return (hash ^ (hash >>> 16)) >>> 0
}
