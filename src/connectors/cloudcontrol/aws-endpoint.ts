import { CloudControlClient, ListResourcesCommand } from '@aws-sdk/client-cloudcontrol'
import { getEndpointFromInstructions } from '@smithy/middleware-endpoint'
import { configuredEndpoint } from '../configured-endpoint.js'

/**
 * The SDK's own answer: endpoint rules (partition, FIPS, dual-stack) and the `endpoint_url` settings of the
 * environment and the profile.
 */
export async function awsEndpoint(region: string, profile?: string): Promise<URL> {
  const configured = await configuredEndpoint('CloudControl', profile)
  if (configured !== undefined) return new URL(configured)
  const client = new CloudControlClient({
    region,
    ignoreConfiguredEndpointUrls: true,
    ...(profile === undefined ? {} : { profile }),
  })
  const { url } = await getEndpointFromInstructions(
    {},
    ListResourcesCommand as unknown as Parameters<typeof getEndpointFromInstructions>[1],
    client.config as unknown as Parameters<typeof getEndpointFromInstructions>[2],
  )
  return url
}
