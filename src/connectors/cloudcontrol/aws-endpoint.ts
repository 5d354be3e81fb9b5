import { CloudControlClient, ListResourcesCommand } from '@aws-sdk/client-cloudcontrol'
import { getEndpointFromInstructions } from '@smithy/middleware-endpoint'

/**
 * The SDK's own answer: endpoint rules (partition, FIPS, dual-stack) and the `endpoint_url` settings of the
 * environment and the profile.
 */
export async function awsEndpoint(region: string, profile?: string): Promise<URL> {
  const client = new CloudControlClient({ region, ...(profile === undefined ? {} : { profile }) })
  const { url } = await getEndpointFromInstructions(
    {},
    ListResourcesCommand as unknown as Parameters<typeof getEndpointFromInstructions>[1],
    client.config as unknown as Parameters<typeof getEndpointFromInstructions>[2],
  )
  return url
}
