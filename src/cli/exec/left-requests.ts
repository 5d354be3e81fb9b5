import { createInterface } from 'node:readline'
import { visible } from '../../format/index.js'
import { leftLines, type Session, type WatchedRequest } from '../../session/index.js'
import { EXIT } from '../exit-code.js'

/**
 * Says which writes go on after the wait for them was given up, and how they are found again. On a terminal
 * it offers to cancel them.
 */
export async function reportLeft(
  left: readonly WatchedRequest[],
  session: Session,
  { interrupted }: { readonly interrupted: boolean },
): Promise<void> {
  if (left.length === 0) return
  say(...leftLines(left, Date.now()).map(visible))
  if (interrupted && process.stdin.isTTY && process.stderr.isTTY) {
    if (await confirm('cancel? What has been done so far stays. [y/N] '))
      await cancel(left, session)
    return
  }
  const [first] = left
  if (first !== undefined) {
    say(`to cancel: skyql exec "CANCEL REQUEST '${first.requestToken}' IN '${first.region}'"`)
  }
}

async function cancel(left: readonly WatchedRequest[], session: Session): Promise<void> {
  for (const { requestToken, connection, region, operation, typeName } of left) {
    const { status, message } = await session.cancelRequest({ requestToken, connection, region })
    const said = message === undefined ? '' : ` (${visible(message)})`
    say(`${operation} ${typeName} ${requestToken}: ${status}${said}`)
  }
  say('nothing is rolled back: look at what is there before you try again')
}

/** Asks on the terminal; a second Ctrl-C leaves at once. */
function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  return new Promise((resolve) => {
    const end = (answer: boolean): void => {
      // Before closing, which is an answer, too: no.
      resolve(answer)
      terminal.close()
    }
    terminal.on('SIGINT', () => {
      process.stderr.write('\n')
      process.exit(EXIT.cancelled)
    })
    terminal.on('close', () => resolve(false))
    terminal.question(question, (answer) => end(/^\s*y(es)?\s*$/i.test(answer)))
  })
}

function say(...lines: readonly string[]): void {
  process.stderr.write(`${lines.join('\n')}\n`)
}
