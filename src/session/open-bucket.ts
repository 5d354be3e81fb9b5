import type { ObjectStore } from '../connectors/index.js'
import { httpOptions } from './http-options.js'
import type { SessionOptions } from './session-options.js'

const CALLS = 4
const DEFAULT_REGION = 'us-east-1'

/** Opens `bucket` of S3, where the environment and the profile say. @throws AppError CONFIGURATION */
export async function openBucket(
  bucket: string,
  options: Pick<SessionOptions, 'profile' | 'verifyTls' | 'caBundle'> & {
    readonly region?: string
  },
): Promise<ObjectStore> {
  const { configuredRegion } = await import('../connectors/cloudcontrol/index.js')
  const { configuredEndpoint } = await import('../connectors/accounts/index.js')
  const { openS3Bucket } = await import('../connectors/s3/index.js')
  const { profile } = options
  const region = options.region ?? (await configuredRegion(profile)) ?? DEFAULT_REGION
  const endpoint = await configuredEndpoint('S3', profile)
  return openS3Bucket({
    bucket,
    region,
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    http: httpOptions(options, CALLS),
  })
}
