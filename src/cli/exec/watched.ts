import { RequestWatch, type Session } from '../../session/index.js'
import type { ConsoleHost } from '../console-host.js'
import { cancellation } from './cancellation.js'
import { reportLeft } from './left-requests.js'
import { ProgressLine } from './progress-line.js'

/** Runs work that Ctrl-C ends, with progress on stderr. Writes that go on after its end are told of. */
export async function watched(
  session: Session,
  { quiet = false }: { readonly quiet?: boolean },
  host: ConsoleHost,
  work: (signal: AbortSignal, progress: ProgressLine) => Promise<void>,
): Promise<void> {
  const cancel = cancellation()
  const requests = new RequestWatch()
  const progress = new ProgressLine({ session, requests }, { quiet })
  host.beforeWrite = () => progress.clear()
  host.watch = (message) => requests.see(message)
  try {
    await work(cancel.signal, progress)
  } finally {
    progress.stop()
    await reportLeft(requests.underWay, session, { interrupted: cancel.signal.aborted })
    cancel.dispose()
  }
}
