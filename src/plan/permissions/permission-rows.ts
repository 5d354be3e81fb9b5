import type { ResultSet } from '../../relation/index.js'
import { distinctNeeds, serviceActions, type HandlerNeed } from './need.js'

/** Permissions as rows: which type needs which action for what. */
export function permissionRows(
  needs: readonly HandlerNeed[],
  actions: readonly string[] = [],
): ResultSet {
  const rows = distinctNeeds(needs).flatMap(({ schema, handler }) => {
    const actions = [
      ...serviceActions({ schema, handler }),
      ...(schema.handlers[handler]?.permissions ?? []),
    ]
    return actions.map((action) => [schema.typeName, handler, action])
  })
  return {
    columns: ['type_name', 'handler', 'action'].map((name) => ({ name, type: 'VARCHAR' })),
    rows: [...rows, ...actions.map((action) => [null, null, action])],
  }
}
