import type { Json } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import { pathOf, valueAt } from '../../model/pointer.js'
import type { ResourceType } from '../../model/resource-type.js'
import type { Resource } from '../../state/resource.js'

export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** Tags of a resource in the one form of the tagging API, whether its type keeps them as a list or as a map. */
export function tagsOf({ schema }: ResourceType, { model }: Resource): readonly Tag[] {
  if (schema.tagging?.taggable === false) return []
  const value = valueAt(model, pathOf(schema.tagging?.tagProperty ?? '/properties/Tags'))
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(tagOfItem)
  if (!isJsonObject(value)) return []
  return Object.entries(value).flatMap(([key, text]) => tag(key, text))
}

function tagOfItem(item: Json): Tag[] {
  if (!isJsonObject(item)) return []
  const key = item['Key'] ?? item['key'] ?? item['TagKey']
  return tag(key, item['Value'] ?? item['value'] ?? item['TagValue'] ?? '')
}

const tag = (key: Json | undefined, value: Json): Tag[] =>
  typeof key === 'string' && typeof value === 'string' ? [{ Key: key, Value: value }] : []
