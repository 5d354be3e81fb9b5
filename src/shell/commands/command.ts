import type { Catalog } from '../../catalog/index.js'
import type { Screen } from '../screen.js'
import type { ShellSettings } from '../settings.js'

/** What commands can do with the shell. */
export interface CommandContext {
  readonly screen: Screen
  readonly catalog: Catalog
  readonly history: readonly string[]
  settings: ShellSettings
  /** True: writes are shown and not made. */
  dryRun: boolean
  /** File that answers go to in place of the screen. */
  outfile: string | undefined
  /** The last statement that ran. */
  readonly last: string | undefined
  /** Runs SQL as if it had been typed. */
  run(sql: string, options?: RunOptions): Promise<void>
  /** Puts text into the editor. */
  edit(text: string): void
  /** Opens the session anew, e.g. with another profile. */
  reopen(change: { readonly profile?: string; readonly regions?: readonly string[] }): Promise<void>
  /** Resolves after some milliseconds, or false at once when the user cancels. */
  wait(milliseconds: number): Promise<boolean>
  leave(): void
}

export interface RunOptions {
  /** File for this answer alone. */
  readonly outfile?: string
  readonly expanded?: boolean
}

/** A command of the shell itself. */
export interface Command {
  readonly name: string
  readonly usage: string
  readonly says: string
  run(argument: string, context: CommandContext): Promise<void> | void
}
