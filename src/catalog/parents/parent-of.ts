import type { Catalog } from '../catalog.js'
import type { ParentProperty, ResourceSchema } from '../resource-schema.js'
import { parentsByName } from './parent-rules.js'

/**
 * The parent that supplies an input of a type's list handler, or `undefined` where none is known for certain.
 * The compiled catalogue has them; for a schema that was compiled without its siblings the service's tables are
 * looked through.
 */
export function parentOf(
  schema: ResourceSchema,
  input: string,
  catalog: Catalog,
): ParentProperty | undefined {
  if (schema.parents !== undefined) return schema.parents[input]
  if (schema.unsuppliedInputs?.[input] !== undefined) return undefined
  const entry = catalog.findType(schema.typeName)
  if (entry === undefined) return undefined
  const { provider, service } = entry.name
  const siblings = catalog.tables(provider, service).map((table) => catalog.schema(table))
  return parentsByName(schema, siblings)[input]
}
