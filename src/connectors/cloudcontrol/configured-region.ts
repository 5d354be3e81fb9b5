import { loadConfig } from '@smithy/node-config-provider'

/** The region of the environment (AWS_REGION, AWS_DEFAULT_REGION) or of the profile; `undefined` where none is set. */
export async function configuredRegion(profile?: string): Promise<string | undefined> {
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env
  // An empty variable counts as none, as for the AWS CLI.
  const fromEnvironment = [AWS_REGION, AWS_DEFAULT_REGION].find((region) => Boolean(region))
  if (fromEnvironment !== undefined) return fromEnvironment
  return loadConfig<string | undefined>(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: (settings) => settings['region'],
      default: () => Promise.resolve(undefined),
    },
    profile === undefined ? {} : { profile },
  )()
}
