import type { AwsCredentialIdentity } from '@smithy/types'
import type { RoleSpec } from '../connection.js'
import { badAnswer } from '../raw-answer.js'
import type { AccountClient, Asker } from './account-client.js'

/** What CloudTrail shows as the session's name where the connection gives none. */
const SESSION_NAME = 'skyql'

/** Credentials of a role, taken with the asker's own. @throws AppError */
export async function assumeRole(
  client: AccountClient,
  asker: Asker,
  role: RoleSpec,
): Promise<AwsCredentialIdentity> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts')
  const sts = new STSClient(await client.settings(asker, 'STS'))
  const { arn, externalId, sessionName, durationSeconds } = role
  const { Credentials: given } = await client.call('AssumeRole', asker, () =>
    sts.send(
      new AssumeRoleCommand({
        RoleArn: arn,
        RoleSessionName: sessionName ?? SESSION_NAME,
        ExternalId: externalId,
        DurationSeconds: durationSeconds,
      }),
    ),
  )
  const { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey } = given ?? {}
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw badAnswer(`AssumeRole of ${arn}`, 'the answer has no credentials')
  }
  return {
    accessKeyId,
    secretAccessKey,
    ...(given?.SessionToken === undefined ? {} : { sessionToken: given.SessionToken }),
    ...(given?.Expiration === undefined ? {} : { expiration: given.Expiration }),
  }
}
