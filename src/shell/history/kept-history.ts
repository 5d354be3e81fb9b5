import { maskStatement } from '../../resource/index.js'
import type { HistoryFile } from './history-file.js'
import type { History } from './history.js'

interface KeptHistoryParts {
  readonly history: History
  readonly file: HistoryFile
  /** Takes a line about a file that cannot be used. */
  readonly warn: (line: string) => void
}

/** A shell's history with its file: one that cannot be used is told, and keeps no statement from running. */
export class KeptHistory {
  readonly #parts: KeptHistoryParts

  constructor(parts: KeptHistoryParts) {
    this.#parts = parts
  }

  /** Takes in what earlier shells have kept. */
  async load(): Promise<void> {
    const { history, file } = this.#parts
    try {
      history.add(...(await file.news()))
    } catch (error) {
      this.#warnOf('read', error)
    }
  }

  /** Adds what was entered, its secrets masked, after what other shells have added meanwhile. */
  async keep(text: string): Promise<void> {
    const { history, file } = this.#parts
    const entry = maskStatement(text)
    try {
      await file.append(entry)
      history.add(...(await file.news()), entry)
    } catch (error) {
      history.add(entry)
      this.#warnOf('written', error)
    }
  }

  #warnOf(what: 'read' | 'written', error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error)
    this.#parts.warn(`warning: the history could not be ${what}: ${reason}`)
  }
}
