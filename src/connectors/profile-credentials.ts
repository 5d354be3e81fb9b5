import { defaultProvider } from '@aws-sdk/credential-provider-node'
import { getDefaultRoleAssumer, getDefaultRoleAssumerWithWebIdentity } from '@aws-sdk/client-sts'
import { parseKnownFiles } from '@smithy/core/config'
import type { NodeHttpHandler } from '@smithy/node-http-handler'
import type { AwsCredentialIdentity } from '@smithy/types'
import { AppError } from '../errors/index.js'
import { callError } from './account-error.js'
import { configuredEndpoint } from './configured-endpoint.js'
import { tellOfProcesses } from './credential-process.js'
import { ProfileChain } from './profile-chain.js'
import { harmless } from './raw-answer.js'
import { requireProfile } from './require-profile.js'
import { requireSources } from './require-sources.js'
import { SignInEndpoint } from './sign-in-endpoint.js'

export interface ProfileCredentialsOptions {
  /** Without it that of the environment, or what else the SDK finds. */
  readonly profile?: string | undefined
  /** What carries the calls to STS; without it the SDK's own. */
  readonly handler?: NodeHttpHandler
}

/** Who names a profile needs no warning about what else the environment holds. */
const ignore = (): void => undefined

/** Where the SDK asks STS if nothing says where. */
const DEFAULT_REGION = 'us-east-1'

/** Settings of a profile that say where its credentials come from. */
const SOURCES =
  /^(?:aws_access_key_id|role_arn|credential_process|web_identity_token_file|sso_\w+|login_session)$/

/**
 * The credentials of a profile, or what the SDK's default chain finds, asked for anew each time: the SDK's own chain
 * remembers what it found. STS and the services of a sign-in are asked where the profile says: by itself the SDK looks
 * at the default profile for that, and gives no address at all to roles that are taken with a web identity. A profile
 * that was named and fails is the end of it, where the SDK would go on with credentials of the machine.
 * @throws AppError NO_CREDENTIALS, CONFIGURATION, and what STS answers: ACCESS_DENIED, UNREACHABLE
 */
export async function profileCredentials({
  profile,
  handler,
}: ProfileCredentialsOptions): Promise<AwsCredentialIdentity> {
  const named = profile ?? (process.env['AWS_PROFILE'] || undefined)
  if (named !== undefined) await requireProfile(named)
  const whose = named ?? 'default'
  const profiles = await parseKnownFiles({})
  if (named !== undefined) await requireSources(named, profiles)
  const own = profiles[whose] ?? {}
  const hasSource = Object.keys(own).some((name) => SOURCES.test(name))
  const endpoint = await configuredEndpoint('STS', named)
  const sts = {
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(handler === undefined ? {} : { requestHandler: handler }),
  }
  // As the SDK: a role of a profile is taken in the profile's region, one of a token in that of the environment.
  const general = process.env['AWS_REGION'] || own['region'] || DEFAULT_REGION
  const assume = getDefaultRoleAssumer({ ...sts, region: own['region'] || general })
  const assumeByToken = getDefaultRoleAssumerWithWebIdentity({ ...sts, region: general })
  const signIn = await SignInEndpoint.of(named)
  const chain = new ProfileChain(named !== undefined && hasSource)
  const forWhom = named === undefined ? '' : ` for the profile "${named}"`
  tellOfProcesses()
  try {
    return await defaultProvider({
      ...(profile === undefined ? {} : { profile }),
      logger: chain.logger(profile === undefined ? (text) => process.emitWarning(text) : ignore),
      roleAssumer: (source, role) =>
        told(`AssumeRole of ${role.RoleArn}${forWhom}`, () => assume(source, role)),
      roleAssumerWithWebIdentity: (role) =>
        told(`AssumeRoleWithWebIdentity of ${role.RoleArn}${forWhom}`, () => assumeByToken(role)),
      clientConfig: { ignoreConfiguredEndpointUrls: true, ...signIn.settings },
    })()
  } catch (cause) {
    if (signIn.refused !== undefined) throw signIn.refused
    if (!hasSource || (AppError.is(cause) && !chain.hasEnded)) throw cause
    const source = await requireSources(whose, profiles)
    const reason = plainReason(chain.reason ?? (cause as Error).message)
    throw new AppError('NO_CREDENTIALS', `the profile "${whose}" gives no credentials: ${reason}`, {
      hint: hintOf(source, Object.keys(profiles[source] ?? {})),
    })
  }
}

/** A call to STS whose failure is told as what it is. */
async function told<T>(call: string, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (cause) {
    throw callError(cause, call)
  }
}

/** What the SDK says, where it tells the cause: of a token that has expired it tells what is missing to renew it. */
function plainReason(said: string): string {
  return harmless(said).replace(
    /^Value not present for '(\w+)' in SSO Token\. Cannot refresh\./,
    'its sign-in has expired, or is about to, and has no $1 to be renewed with.',
  )
}

/** @param profile where the way of source_profile ends */
function hintOf(profile: string, settings: readonly string[]): string {
  if (settings.some((name) => name.startsWith('sso_'))) return `aws sso login --profile ${profile}`
  if (settings.includes('login_session')) return `aws login --profile ${profile}`
  if (settings.includes('credential_process')) {
    return 'run its credential_process by hand: it has to print JSON with Version 1, AccessKeyId and SecretAccessKey'
  }
  return `see the profile "${profile}" in ${process.env['AWS_CONFIG_FILE'] || '~/.aws/config'}`
}
