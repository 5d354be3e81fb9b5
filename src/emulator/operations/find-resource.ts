import type { IdentifierQuery } from '../model/identifier.js'
import { partsOf } from '../model/identifier.js'
import type { ResourceType } from '../model/resource-type.js'
import type { Caller } from '../protocol.js'
import type { Resource } from '../state/resource.js'
import type { ResourceStore } from '../state/resource-store.js'

/** The resource that an identifier of either form means. */
export function findResource(
  store: ResourceStore,
  caller: Caller,
  type: ResourceType,
  query: IdentifierQuery,
): Resource | undefined {
  if (query.kind === 'primary') return store.get(caller, type.typeName, query.text)
  return store.all(caller, type.typeName).find((resource) => {
    const parts = partsOf(query.paths, resource.model)
    return parts?.every((part, index) => part === query.parts[index]) === true
  })
}

/** The identifier to quote: canonical where there is one. */
export const quoted = (query: IdentifierQuery): string =>
  query.kind === 'primary' ? query.text : query.parts.join('|')
