import type { Session } from '../../session/index.js'
import type { Choices } from '../choices.js'
import type { Screen } from '../screen.js'
import type { ShellSettings } from '../settings.js'

/** What commands can do with the shell. */
export interface CommandContext {
  readonly screen: Screen
  readonly choices: Choices
  readonly session: Session
  readonly history: readonly string[]
  /** Takes settings over, in the editor too. */
  readonly choose: (settings: ShellSettings) => void
  /** Runs SQL as if it had been typed. */
  run(sql: string, options?: RunOptions): Promise<void>
  /** Puts text into the editor. */
  edit(text: string): void
  /** Opens the session anew, e.g. with another profile. */
  reopen(change: { readonly profile?: string }): Promise<void>
  /** Resolves after some milliseconds, or false at once when the user cancels. */
  wait(milliseconds: number): Promise<boolean>
  leave(): void
}

export interface RunOptions {
  /** File for this answer alone. */
  readonly outfile?: string
  readonly expanded?: boolean
  /** True: no answer of before is used. */
  readonly fresh?: boolean
}

/** A command of the shell itself. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly says: string
  run(argument: string, context: CommandContext): Promise<void> | void
}
