import type { Message } from './messages.js'

/**
 * The one voice. Everything below `cli` and `shell` says what happens through an IoHost and never
 * touches stdin, stdout or stderr itself.
 */
export interface IoHost {
  notify(message: Message): void
  /** True where messages of the level `trace` are wanted: what calls send and are answered, which takes time to write. */
  readonly traces?: boolean
  /** Asks the user; absent where there is nobody to ask. Rejects with CANCELLED when the signal fires. */
  confirm?(question: Question, signal: AbortSignal): Promise<boolean>
}

/** A question to be answered by yes or no. */
export interface Question {
  /** What is about to happen, one line each. */
  readonly lines: readonly string[]
  readonly text: string
}

/** Swallows narration; for library use and tests that do not look at it. */
export const silentHost: IoHost = { notify: () => undefined }
