import type { ResourceSchema } from '../../catalog/index.js'

/** The top-level property that carries a type's tags. */
export function tagProperty({ tagging, properties }: ResourceSchema): string | undefined {
  const [, , property] = tagging?.tagProperty?.split('/') ?? []
  const name = property ?? 'Tags'
  return Object.hasOwn(properties, name) ? name : undefined
}

/** The property that is a type's name: `BucketName` of a Bucket, `Name`. */
export function namingProperty({ typeName, properties }: ResourceSchema): string | undefined {
  const kind = typeName.split('::').at(-1) ?? ''
  return [`${kind}Name`, 'Name'].find((name) => Object.hasOwn(properties, name))
}
