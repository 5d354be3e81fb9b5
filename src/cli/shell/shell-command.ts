import { silentHost } from '../../io/index.js'
import { cacheFolder, userFolder } from '../../session/index.js'
import { useColor } from '../report-error.js'
import { debugLevel, sessionOptions, type SessionFlags } from '../session-flags.js'
import { moveCursor } from '../standard-output.js'
import { execCommand } from '../exec/exec-command.js'

export type ShellFlags = SessionFlags & {
  readonly readOnly?: boolean
  readonly strict?: boolean
  readonly maxCalls?: number
}

/** `skyql shell`: interactive on a terminal; without one it runs what it is given, as `exec`. */
export async function shellCommand(flags: ShellFlags): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    return execCommand(undefined, {
      ...flags,
      output: 'table',
      delimiter: ',',
      wait: true,
      var: [],
      vars: [],
    })
  }
  moveCursor()
  const session = sessionOptions(flags, silentHost)
  const { runShell } = await import('../../shell/index.js')
  await runShell({
    session: {
      ...session,
      cacheDir: cacheFolder(),
      strict: flags.strict === true,
      readOnly: flags.readOnly === true,
      ...(flags.maxCalls === undefined ? {} : { maxCalls: flags.maxCalls }),
    },
    folder: userFolder(),
    color: useColor(process.stdout),
    debug: debugLevel(flags) > 0,
  })
}
