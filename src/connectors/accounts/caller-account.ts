import { badAnswer } from '../raw-answer.js'
import type { AccountClient, Asker } from './account-client.js'

/** The account that credentials belong to, by STS GetCallerIdentity. @throws AppError */
export async function callerAccount(
  client: AccountClient,
  asker: Asker,
  signal: AbortSignal,
): Promise<string> {
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const sts = new STSClient(await client.settings(asker, 'STS'))
  const { Account } = await client.call('GetCallerIdentity', asker, () =>
    sts.send(new GetCallerIdentityCommand({}), { abortSignal: signal }),
  )
  if (Account !== undefined && /^\d{12}$/.test(Account)) return Account
  throw badAnswer('GetCallerIdentity', 'the answer names no account')
}
