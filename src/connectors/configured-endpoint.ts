import { loadConfig } from '@smithy/node-config-provider'
import { AppError } from '../errors/index.js'

/** As the SDK joins the name of a section and of a key within it. */
const SEPARATOR = '.'

const LACKS = 'no section: '

/**
 * The `endpoint_url` that the environment or a profile configures for a service; `undefined` where AWS's own rules say
 * where to go. The SDK's loader looks at the default profile alone, whatever profile its client was given, so that the
 * settings of any other would be passed over: a profile that is meant for a local server would call AWS.
 * Order and names are those of AWS's SDKs and Tools Reference Guide, "Service-specific endpoints".
 * @param serviceId as AWS's models have it: `CloudControl`
 * @throws AppError CONFIGURATION for an address that is none, and where a profile names a services section that the file lacks
 */
export async function configuredEndpoint(
  serviceId: string,
  profile?: string,
): Promise<string | undefined> {
  const options = profile === undefined ? {} : { profile }
  const words = serviceId.split(' ')
  const ignored = await loadConfig(
    {
      environmentVariableSelector: (env) => env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
      configFileSelector: (own) => own['ignore_configured_endpoint_urls'],
      default: 'false',
    },
    options,
  )()
  if (ignored.toLowerCase() === 'true') return undefined
  const found = await loadConfig(
    {
      environmentVariableSelector: (env) =>
        env[['AWS_ENDPOINT_URL', ...words.map((word) => word.toUpperCase())].join('_')] ||
        env['AWS_ENDPOINT_URL'],
      configFileSelector: (own, file) => {
        const section = own['services']
        if (section === undefined) return own['endpoint_url']
        const services = file?.[['services', section].join(SEPARATOR)]
        // What is thrown here the loader takes for a setting that is not there.
        if (services === undefined) return `${LACKS}${section}`
        const key = words.map((word) => word.toLowerCase()).join('_')
        return services[[key, 'endpoint_url'].join(SEPARATOR)] ?? own['endpoint_url']
      },
      default: '',
    },
    options,
  )()
  if (found.startsWith(LACKS)) {
    throw new AppError(
      'CONFIGURATION',
      `the profile names the services section "${found.slice(LACKS.length)}", which its file lacks`,
    )
  }
  if (found === '') return undefined
  if (/^https?:$/.test(protocolOf(found))) return found
  throw new AppError(
    'CONFIGURATION',
    `the endpoint "${found}" is no URL: calls of ${serviceId} go nowhere`,
    {
      hint: `see AWS_ENDPOINT_URL${profile === undefined ? '' : `, and endpoint_url and services of the profile ${profile}`}`,
    },
  )
}

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : ''
}
