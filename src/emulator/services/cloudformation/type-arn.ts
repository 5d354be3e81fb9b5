import { partitionOf } from '../../values/make-arn.js'

/** The only version that a type of the local registry has. */
export const VERSION = '00000001'

/** `arn:aws:cloudformation:us-east-1::type/resource/AWS-S3-Bucket` */
export const typeArn = (region: string, typeName: string): string =>
  `arn:${partitionOf(region)}:cloudformation:${region}::type/resource/${typeName.replaceAll('::', '-')}`

/** The type name of a type's ARN, with or without a version; undefined for other texts. */
export function typeNameOfArn(arn: string): string | undefined {
  const [, name] =
    /^arn:aws[\w-]*:cloudformation:[\w-]+:(?:\d{12})?:type\/resource\/([A-Za-z0-9]+-[A-Za-z0-9]+-[A-Za-z0-9]+)(?:\/[\w-]+)?$/.exec(
      arn,
    ) ?? []
  return name?.replaceAll('-', '::')
}
