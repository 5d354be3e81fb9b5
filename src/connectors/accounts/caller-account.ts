import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import { AppError } from '../../errors/index.js'
import { accountError } from './account-error.js'

export interface AccountQuestion {
  readonly connection: string
  readonly region: string
  readonly credentials: Provider<AwsCredentialIdentity>
  /** Where calls go instead of AWS. */
  readonly endpoint?: () => Promise<string>
  readonly signal: AbortSignal
}

/** The account that credentials belong to, by STS GetCallerIdentity. @throws AppError */
export async function callerAccount(question: AccountQuestion): Promise<string> {
  const { connection, region, credentials, endpoint, signal } = question
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts')
  const client = new STSClient({
    region,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint: await endpoint() }),
  })
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal })
    if (Account !== undefined) return Account
  } catch (cause) {
    throw accountError(cause, 'STS GetCallerIdentity', connection)
  } finally {
    client.destroy()
  }
  throw new AppError('SERVICE_REJECTED', 'STS GetCallerIdentity named no account')
}
