import type { Message } from './messages.js'

/**
 * The one voice. Everything below `cli` and `shell` says what happens through an IoHost and never
 * touches stdin, stdout or stderr itself.
 */
export interface IoHost {
  notify(message: Message): void
}

/** Swallows narration; for library use and tests that do not look at it. */
export const silentHost: IoHost = { notify: () => undefined }
