import { isJsonObject } from '../../util/index.js'
import type { TaggingSchema } from '../resource-schema.js'
import { readNames } from './property.js'

const FLAGS = ['tagOnCreate', 'tagUpdatable', 'cloudFormationSystemTags'] as const

/** `tagging`, or the older `taggable` flag that it replaced. */
export function readTagging(raw: unknown, legacyTaggable: unknown): TaggingSchema | undefined {
  if (!isJsonObject(raw))
    return typeof legacyTaggable === 'boolean' ? { taggable: legacyTaggable } : undefined
  const permissions = readNames(raw['permissions'])
  const tagProperty = raw['tagProperty']
  return {
    taggable: raw['taggable'] !== false,
    ...Object.fromEntries(
      FLAGS.filter((flag) => typeof raw[flag] === 'boolean').map((flag) => [flag, raw[flag]]),
    ),
    ...(typeof tagProperty === 'string' && { tagProperty }),
    ...(permissions !== undefined && { permissions }),
  }
}
