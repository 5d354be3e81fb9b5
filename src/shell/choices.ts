import type { ShellSettings } from './settings.js'

/** What commands choose and statements heed. */
export interface Choices {
  settings: ShellSettings
  /** True: writes are shown and not made. */
  dryRun: boolean
  /** File that answers go to in place of the screen. */
  outfile: string | undefined
  /** The last statement that ran. */
  last: string | undefined
}
