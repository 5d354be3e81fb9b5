import type { HandlerName } from '../../catalog/index.js'
import { distinctNeeds, serviceActions, type HandlerNeed } from './need.js'

/** An IAM policy document of version 2012-10-17. */
export interface PolicyDocument {
  readonly Version: '2012-10-17'
  readonly Statement: readonly {
    readonly Sid: string
    readonly Effect: 'Allow'
    readonly Action: readonly string[]
    readonly Resource: '*'
  }[]
}

/**
 * The policy that a caller needs: Cloud Control's actions, and for each type what its handlers do with the
 * caller's credentials. Handlers name no resources, so neither does the policy. `actions`: more of Cloud
 * Control's own.
 */
export function policyDocument(
  needs: readonly HandlerNeed[],
  actions: readonly string[] = [],
): PolicyDocument {
  const distinct = distinctNeeds(needs)
  const service = [...distinct.flatMap(serviceActions), ...actions]
  const byType = new Map<string, HandlerNeed[]>()
  for (const need of distinct) {
    const { typeName } = need.schema
    byType.set(typeName, [...(byType.get(typeName) ?? []), need])
  }
  const types = [...byType].map(([typeName, each]) =>
    allow(
      sid(typeName),
      each.flatMap(({ schema, handler }) => permissionsOf(schema.handlers, handler)),
    ),
  )
  return {
    Version: '2012-10-17',
    Statement: [allow('CloudControl', service), ...types].filter(({ Action }) => Action.length > 0),
  }
}

function permissionsOf(
  handlers: HandlerNeed['schema']['handlers'],
  handler: HandlerName,
): readonly string[] {
  return handlers[handler]?.permissions ?? []
}

function allow(Sid: string, actions: readonly string[]): PolicyDocument['Statement'][number] {
  return { Sid, Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: '*' }
}

/** Statement ids are letters and digits; the type's parts stay apart from others by their capitals. */
function sid(typeName: string): string {
  return typeName.replaceAll(/[^A-Za-z0-9]/g, '')
}
