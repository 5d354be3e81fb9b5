import { AppError } from '../errors/index.js'
import { isJsonObject } from '../util/index.js'
import type { Reach } from './resource-schema.js'

/** What a person has looked up of how far types reach, by type or by `AWS::Service::` for all of a service. */
export type ReviewedReach = ReadonlyMap<string, Reach>

const REACHES: readonly Reach[] = ['global', 'lists-all-regions']

/** The region whose endpoints global services are said to be in. */
export const HOME_REGION = 'us-east-1'

/**
 * Reads `{"AWS::IAM::": "global", "AWS::S3::Bucket": "lists-all-regions"}`.
 * @throws AppError CATALOG_UNREADABLE naming `file` and the entry that is not of that form
 */
export function parseReviewedReach(text: string, file: string): ReviewedReach {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('CATALOG_UNREADABLE', `${file} is not JSON`, { file, cause })
  }
  const entries = isJsonObject(value) ? Object.entries(value) : []
  return new Map(
    entries.map(([key, reach]) => {
      const known = REACHES.find((each) => each === reach)
      if (known !== undefined) return [key, known]
      throw new AppError('CATALOG_UNREADABLE', `${file}: ${key} is none of ${REACHES.join(', ')}`, {
        file,
      })
    }),
  )
}

/** How far the resources of a type reach; `undefined` for the many that are of one region. */
export function reachOf(typeName: string, reviewed: ReviewedReach): Reach | undefined {
  const service = typeName.replace(/[^:]+$/, '')
  return reviewed.get(typeName) ?? reviewed.get(service)
}
