import type { ResourceSchema } from '../../catalog/index.js'
import type { DependentAccess, ParentScan, ScanRequest } from '../scan-request.js'
import type { HandlerNeed } from './need.js'

/** What the calls of scans need; scans that make none need nothing. */
export function scanNeeds(scans: readonly ScanRequest[]): HandlerNeed[] {
  return scans.flatMap(({ schema, access }): HandlerNeed[] => {
    switch (access.kind) {
      case 'get':
        return [{ schema, handler: 'read' }]
      case 'list':
        return listNeeds({ schema, access })
      case 'given':
        return []
      case 'estate':
        return access.parts.flatMap(listNeeds)
      case 'dependent':
        return dependentNeeds(schema, access)
    }
  })
}

function dependentNeeds(
  schema: ResourceSchema,
  { asks, hydrate, otherwise }: DependentAccess,
): HandlerNeed[] {
  const reads = asks === 'get' || hydrate !== 'never'
  return [
    ...(asks === 'list' ? [{ schema, handler: 'list' as const }] : []),
    ...(reads ? [{ schema, handler: 'read' as const }] : []),
    ...(otherwise === undefined ? [] : listNeeds({ schema, access: otherwise })),
  ]
}

function listNeeds({ schema, access }: Pick<ParentScan, 'schema' | 'access'>): HandlerNeed[] {
  return [
    ...access.parents.flatMap(listNeeds),
    { schema, handler: 'list' },
    ...(access.hydrate === 'never' ? [] : [{ schema, handler: 'read' as const }]),
  ]
}
