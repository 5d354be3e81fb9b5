import { AppError } from '../errors/index.js'
import { requireProfile } from './require-profile.js'

/** Settings of the profiles of the AWS configuration, by name, as the SDK's loader reads them. */
type Profiles = Readonly<Record<string, Readonly<Record<string, string | undefined>>>>

/**
 * Makes sure that the profiles which a profile takes its credentials from are there and come to an end, walked as the
 * SDK walks them. It goes on with the credentials of the machine where they do not: those of somebody else.
 * @returns the name of the profile that has credentials of its own
 * @throws AppError NO_CREDENTIALS with the way from profile to profile
 */
export async function requireSources(profile: string, profiles: Profiles): Promise<string> {
  const way = [profile]
  for (;;) {
    const at = way.at(-1) ?? profile
    const own = profiles[at] ?? {}
    const { role_arn: role, source_profile: source } = own
    // Keys of its own end the way, also of a profile that is its own source.
    const ends = way.length > 1 && own['aws_access_key_id'] && own['aws_secret_access_key']
    if (ends || role === undefined || source === undefined) return at
    const shown = [...way, source].join(' → ')
    if (way.slice(1).includes(source)) {
      throw new AppError(
        'NO_CREDENTIALS',
        `the profile "${profile}" has a loop of source_profile: ${shown}`,
        { hint: 'one of them has to have credentials of its own' },
      )
    }
    if (profiles[source] === undefined) await refuseMissing(source, shown)
    way.push(source)
  }
}

async function refuseMissing(source: string, way: string): Promise<void> {
  try {
    await requireProfile(source)
  } catch (cause) {
    const { message, details } = AppError.from(cause)
    throw new AppError('NO_CREDENTIALS', `${message}, the source_profile in ${way}`, details)
  }
}
