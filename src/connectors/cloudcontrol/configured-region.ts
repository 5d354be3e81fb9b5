import { loadConfig } from '@smithy/node-config-provider'

/** The region of the environment (AWS_REGION, AWS_DEFAULT_REGION) or of the profile; `undefined` where none is set. */
export async function configuredRegion(profile?: string): Promise<string | undefined> {
  const fromEnvironment = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  if (fromEnvironment !== undefined && fromEnvironment !== '') return fromEnvironment
  return loadConfig<string | undefined>(
    {
      environmentVariableSelector: () => undefined,
      configFileSelector: (settings) => settings['region'],
      default: () => Promise.resolve(undefined),
    },
    profile === undefined ? {} : { profile },
  )()
}
