import { AppError } from '../../errors/index.js'
import type { JsonObject } from '../../util/index.js'

const REGION = '[a-z]{2,}(?:-[a-z]+)+-\\d+'

/** S3 names the region that a bucket is in when it is asked in another one. */
const ELSEWHERE = [
  new RegExp(`is in this region: (${REGION})`),
  new RegExp(`expecting '(${REGION})'`),
]

/** Names that have the region in them: `b.s3.eu-west-1.amazonaws.com`. */
const REGIONAL_NAME = new RegExp(`\\.s3[.-](${REGION})\\.amazonaws\\.com`)

/** The region that a resource's own properties tell, `undefined` where they tell none. */
export function toldRegion(properties: JsonObject): string | undefined {
  const name = properties['RegionalDomainName']
  return typeof name === 'string' ? REGIONAL_NAME.exec(name)?.[1] : undefined
}

/** The region that a service names when it refuses a resource of another region. */
export function regionElsewhere(error: unknown): string | undefined {
  if (!AppError.is(error)) return undefined
  for (const pattern of ELSEWHERE) {
    const region = pattern.exec(error.message)?.[1]
    if (region !== undefined) return region
  }
  return undefined
}
