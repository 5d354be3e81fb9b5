import { AppError } from '../../errors/index.js'
import type { StackRun } from './stack-run.js'

/**
 * Refuses to take something for gone that is in another account: to the wrong credentials a whole stack looks gone. The
 * account is asked for only then.
 * @throws AppError CONFIGURATION where the stack was built in another AWS account
 */
export async function refuseOtherAccount(run: StackRun, name: string): Promise<void> {
  const recorded = run.record?.account
  const resource = run.stack.resources.find((one) => one.name === name)
  // Credentials of its own may lead anywhere.
  const hasOwn = (resource ?? run.recordOf(name))?.auth !== undefined
  if (recorded === undefined || hasOwn) return
  const account = await run.account()
  if (account === undefined || account === recorded) return
  throw new AppError(
    'CONFIGURATION',
    `${name} was built in the account ${recorded}, and these are credentials of ${account}`,
    { hint: 'use the credentials, the profile or the connection that the stack was built with' },
  )
}

/** Notes the account of a stack that is built for the first time. */
export async function noteAccount(run: StackRun): Promise<void> {
  const { held } = run
  if (held === undefined || held.record.account !== undefined) return
  const account = await run.account()
  if (account !== undefined) await held.append({ kind: 'account', account })
}
