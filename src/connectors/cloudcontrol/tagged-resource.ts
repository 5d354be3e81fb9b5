import type { Json, JsonObject } from '../../util/index.js'
import type { ResourceDescription } from '../connector.js'

/** A resource as the tagging service maps it to its tags. */
export interface ResourceGroupsTag {
  readonly ResourceARN?: string
  readonly Tags?: Json
  readonly ComplianceDetails?: JsonObject
}

/** Its row; the type is the one that was asked for, else what the ARN says. */
export function taggedResource(
  { ResourceARN = '', Tags, ComplianceDetails }: ResourceGroupsTag,
  asked: Json | undefined,
): ResourceDescription {
  return {
    identifier: ResourceARN,
    properties: {
      ResourceARN,
      Tags: Tags ?? [],
      ResourceType: asked ?? typeOfArn(ResourceARN),
      ...(ComplianceDetails === undefined ? {} : { ComplianceDetails }),
    },
  }
}

/** `arn:aws:ec2:us-east-1:123456789012:vpc/vpc-1` is an `ec2:vpc`; a bucket's ARN only says `s3`. */
function typeOfArn(arn: string): string {
  const [, , service = '', , , ...rest] = arn.split(':')
  const [kind = '', ...more] = rest.join(':').split(/[:/]/)
  return more.length === 0 ? service : `${service}:${kind}`
}
