/** How loud a message is; `data` on stdout is never a message. */
export type MessageLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error'

/**
 * A coded message. `code` and `data` are stable, `text` may change.
 * Groups: 1xxx statements and scans, 2xxx mutations, 3xxx catalogue, 4xxx local cloud, 9xxx wire debugging.
 */
export interface Message {
  readonly code: string
  readonly level: MessageLevel
  readonly text: string
  readonly data?: Readonly<Record<string, unknown>>
}
