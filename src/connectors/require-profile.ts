import { loadConfig } from '@smithy/node-config-provider'
import { AppError } from '../errors/index.js'
import { nearest } from '../util/index.js'

/** Sections of the AWS configuration that are no profiles. */
const OTHER_SECTION = /^(?:sso-session|services)\./
const MOST_NAMED = 20

/**
 * Makes sure that the AWS configuration has a profile: without this its absence is told as a region or as credentials
 * that are missing.
 * @throws AppError NO_CREDENTIALS with the profiles that there are
 */
export async function requireProfile(profile: string): Promise<void> {
  const known = [
    ...new Set([...(await profilesIn('config')), ...(await profilesIn('credentials'))]),
  ]
  // A default that is written nowhere is what the environment says.
  if (known.includes(profile) || profile === 'default') return
  const { AWS_CONFIG_FILE: config, AWS_SHARED_CREDENTIALS_FILE: credentials } = process.env
  const files = `${config || '~/.aws/config'} and ${credentials || '~/.aws/credentials'}`
  const near = nearest(profile, known)
  const shown = [...near, ...known.filter((each) => !near.includes(each))].slice(0, MOST_NAMED)
  const more = known.length > shown.length ? ', …' : ''
  throw new AppError('NO_CREDENTIALS', `there is no profile "${profile}"`, {
    hint:
      known.length === 0
        ? `${files} have no profiles: aws configure --profile ${profile} makes it`
        : `${files} have ${shown.join(', ')}${more}`,
  })
}

/** Names of the profiles of one of the two files; none where it is not there. */
async function profilesIn(preferredFile: 'config' | 'credentials'): Promise<readonly string[]> {
  let names: readonly string[] = []
  await loadConfig(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: (_profile, file) => {
        names = Object.keys(file ?? {}).filter((name) => !OTHER_SECTION.test(name))
        return ''
      },
      default: '',
    },
    { preferredFile },
  )()
  return names
}
