import { AppError } from '../../errors/index.js'
import { isJsonObject } from '../../util/index.js'
import type { ParentProperty } from '../resource-schema.js'

/**
 * Parents that a person has looked up, by `<type>.<input>`: where names tell nothing, or the wrong thing.
 * `undefined` as a value says that there is no parent, whatever the names tell.
 */
export type ReviewedParents = ReadonlyMap<string, ParentProperty | undefined>

/**
 * Reads `{"AWS::A::Child.Input": "AWS::A::Parent.Property" | null}`.
 * @throws AppError CATALOG_UNREADABLE naming `file` and the entry that is not of that form.
 */
export function parseReviewedParents(text: string, file: string): ReviewedParents {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('CATALOG_UNREADABLE', `${file} is not JSON`, { file, cause })
  }
  const entries = isJsonObject(value) ? Object.entries(value) : []
  return new Map(entries.map(([key, parent]) => [key, readParent(key, parent, file)]))
}

function readParent(key: string, parent: unknown, file: string): ParentProperty | undefined {
  if (parent === null) return undefined
  const [, typeName, property] =
    /^(\w+::\w+::\w+)\.(\w+)$/.exec(typeof parent === 'string' ? parent : '') ?? []
  if (typeName !== undefined && property !== undefined) return { typeName, property }
  throw new AppError(
    'CATALOG_UNREADABLE',
    `${file}: ${key} has no parent of the form Type.Property`,
    {
      file,
    },
  )
}
