import type { ResourceSchema } from '../../catalog/index.js'
import { namingProperty, tagProperty, type EstatePart } from '../../plan/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import type { FoundResource } from '../scan/resource-row.js'

/** A resource of any type as a row of a table over all of them. */
export function estateRow({ schema, echo }: EstatePart, resource: FoundResource): FoundResource {
  const { identifier, properties } = resource
  const tags = tagList(properties[tagProperty(schema) ?? ''])
  return {
    ...resource,
    properties: {
      Provider: 'awscc',
      Service: schema.service,
      TypeName: schema.typeName,
      Identifier: identifier,
      Name: nameOf(schema, properties, tags),
      Tags: tags,
      Properties: properties,
      ...echo,
    },
  }
}

function nameOf(
  schema: ResourceSchema,
  properties: JsonObject,
  tags: readonly JsonObject[] | null,
): string | null {
  const own = properties[namingProperty(schema) ?? '']
  if (typeof own === 'string' && own !== '') return own
  const tag = tags?.find(({ Key }) => Key === 'Name')?.['Value']
  return typeof tag === 'string' ? tag : null
}

/** Types carry tags as a list of Key and Value, or of key and value, or as a map; NULL where none came. */
function tagList(tags: Json | undefined): JsonObject[] | null {
  if (Array.isArray(tags)) {
    return (tags as readonly Json[]).flatMap((tag) => {
      if (!isJsonObject(tag)) return []
      const key = tag['Key'] ?? tag['key'] ?? tag['TagKey']
      const value = tag['Value'] ?? tag['value'] ?? tag['TagValue'] ?? null
      return key === undefined ? [] : [{ Key: key, Value: value }]
    })
  }
  if (!isJsonObject(tags ?? null)) return null
  return Object.entries(tags as JsonObject).map(([Key, Value]) => ({ Key, Value }))
}
