import type { SchemaFile } from '../catalog/index.js'
import { AppError } from '../errors/index.js'

/** Registry schemas of a folder, an archive, or (`aws`) the user's own account. */
export async function readSchemas(
  source: string,
  options: {
    readonly region?: string
    readonly profile?: string
    readonly onProgress?: (done: number, total: number) => void
  },
): Promise<{ files: readonly SchemaFile[]; failed: readonly { name: string; reason: string }[] }> {
  if (source !== 'aws') {
    const { readSchemaFiles } = await import('../connectors/registry/index.js')
    return { files: await readSchemaFiles(source), failed: [] }
  }
  const { configuredRegion } = await import('../connectors/cloudcontrol/index.js')
  const { configuredEndpoint } = await import('../connectors/accounts/index.js')
  const { fetchSchemas } = await import('../connectors/cloudformation/index.js')
  const region = options.region ?? (await configuredRegion(options.profile))
  if (region === undefined) {
    throw new AppError('NO_REGION', 'no region is set', {
      hint: 'set --region, AWS_REGION or the profile’s region',
    })
  }
  const endpoint = await configuredEndpoint('CloudFormation', options.profile)
  return fetchSchemas({ ...options, region, ...(endpoint === undefined ? {} : { endpoint }) })
}
