import { loadConfig } from '@smithy/node-config-provider'
import { AppError } from '../errors/index.js'
import { cutLooks } from '../resource/index.js'
import { harmless } from './raw-answer.js'

/** As the SDK joins the name of a section and of a key within it. */
const SEPARATOR = '.'

/**
 * The `endpoint_url` that the environment or a profile configures for a service; `undefined` where AWS's own rules say
 * where to go. The SDK's loader looks at the default profile alone, whatever profile its client was given, so that the
 * settings of any other would be passed over: a profile that is meant for a local server would call AWS.
 * The order is that of the SDK's loader: the environment's word for the service, its word for all, the profile's
 * services section, the profile's `endpoint_url`. Names are those of AWS's SDKs and Tools Reference Guide,
 * "Service-specific endpoints".
 * @param serviceId as AWS's models have it: `CloudControl`
 * @throws AppError CONFIGURATION for an address that is none, and where a profile names a services section that the
 *   file lacks, with the setting
 */
export async function configuredEndpoint(
  serviceId: string,
  profile?: string,
): Promise<string | undefined> {
  const options = profile === undefined ? {} : { profile }
  const whose = profile ?? (process.env['AWS_PROFILE'] || 'default')
  const words = serviceId.split(' ')
  const variable = ['AWS_ENDPOINT_URL', ...words.map((word) => word.toUpperCase())].join('_')
  const key = words.map((word) => word.toLowerCase()).join('_')
  const ignored = await loadConfig(
    {
      environmentVariableSelector: (env) => env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
      configFileSelector: (own) => own['ignore_configured_endpoint_urls'],
      default: 'false',
    },
    options,
  )()
  if (ignored.toLowerCase() === 'true') return undefined
  // What is thrown in a selector the loader takes for a setting that is not there.
  let setting = ''
  let lacking: string | undefined
  const found = await loadConfig(
    {
      environmentVariableSelector: (env) => {
        setting = env[variable] ? variable : 'AWS_ENDPOINT_URL'
        return env[setting] || undefined
      },
      configFileSelector: (own, file) => {
        const { services: section = '' } = own
        const services = section === '' ? {} : file?.[['services', section].join(SEPARATOR)]
        if (services === undefined) lacking = section
        const specific = services?.[[key, 'endpoint_url'].join(SEPARATOR)]
        setting = specific
          ? `endpoint_url of ${key} in [services ${section}], for the profile "${whose}"`
          : `endpoint_url of the profile "${whose}"`
        return specific || own['endpoint_url']
      },
      default: '',
    },
    options,
  )()
  if (lacking !== undefined) {
    throw new AppError(
      'CONFIGURATION',
      `the profile "${whose}" names the services section "${lacking}", which its file lacks: calls of ${serviceId} go nowhere`,
      { hint: `write [services ${lacking}] into it, or take services out of the profile` },
    )
  }
  if (found === '') return undefined
  if (/^https?:$/.test(protocolOf(found))) return found
  throw new AppError(
    'CONFIGURATION',
    `${setting}: "${harmless(cutLooks(found))}" is no URL: calls of ${serviceId} go nowhere`,
    { hint: 'for example http://127.0.0.1:4599' },
  )
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : ''
}
