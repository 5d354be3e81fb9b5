/** Statements that were entered, oldest first; none of them twice. */
export class History {
  readonly #entries: string[] = []
  /** Where browsing stands: an index into the entries, or their number where it has not begun. */
  #at = 0
  /** What was in the editor when browsing began. */
  #draft = ''

  constructor(entries: readonly string[] = []) {
    this.add(...entries)
  }

  get entries(): readonly string[] {
    return this.#entries
  }

  /** Takes entries in, the newest last; one that is there already moves to the end. */
  add(...entries: readonly string[]): void {
    const fresh = new Set<string>()
    for (const entry of entries) {
      fresh.delete(entry)
      fresh.add(entry)
    }
    const kept = this.#entries.filter((entry) => !fresh.has(entry))
    this.#entries.splice(0, this.#entries.length, ...kept, ...fresh)
    this.rest()
  }

  /** Ends browsing. */
  rest(): void {
    this.#at = this.#entries.length
    this.#draft = ''
  }

  /** The entry before; undefined at the oldest. */
  back(draft: string): string | undefined {
    if (this.#at === 0) return undefined
    if (this.#at === this.#entries.length) this.#draft = draft
    return this.#entries[--this.#at]
  }

  /** The entry after, and after the newest what was being written; undefined where browsing has not begun. */
  forward(): string | undefined {
    if (this.#at >= this.#entries.length) return undefined
    return ++this.#at === this.#entries.length ? this.#draft : this.#entries[this.#at]
  }

  /** The newest entry that begins with a text and goes on. */
  suggestion(text: string): string | undefined {
    if (text.trim() === '') return undefined
    return this.#entries.findLast((entry) => entry.length > text.length && entry.startsWith(text))
  }

  /** The newest entries that hold a text, whatever its case; `skip` of them are passed over. */
  search(text: string, skip = 0): string | undefined {
    const wanted = text.toLowerCase()
    let left = skip
    return this.#entries.findLast((entry) => entry.toLowerCase().includes(wanted) && left-- <= 0)
  }
}
