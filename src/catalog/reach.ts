import type { Reach } from './resource-schema.js'
import { reviewedEntries } from './reviewed-entries.js'

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
  return reviewedEntries(text, file, {
    read: (entry) => REACHES.find((each) => each === entry),
    form: `none of ${REACHES.join(', ')}`,
  })
}

/** How far the resources of a type reach; `undefined` for the many that are of one region. */
export function reachOf(typeName: string, reviewed: ReviewedReach): Reach | undefined {
  const service = typeName.replace(/[^:]+$/, '')
  return reviewed.get(typeName) ?? reviewed.get(service)
}
