import type { HandlerName, ResourceSchema } from '../../catalog/index.js'

/** A handler of a resource type that a statement has Cloud Control call. */
export interface HandlerNeed {
  readonly schema: ResourceSchema
  readonly handler: HandlerName
}

/** What Cloud Control itself has to be allowed for a handler; nothing for tables of documents, which it never sees. */
export function serviceActions({ schema, handler }: HandlerNeed): readonly string[] {
  if (schema.document !== undefined) return []
  return isWriting(handler) ? [SERVICE_ACTIONS[handler], STATUS_ACTION] : [SERVICE_ACTIONS[handler]]
}

/** Cloud Control's own action for each handler; IAM knows them as CloudFormation's. */
const SERVICE_ACTIONS: Readonly<Record<HandlerName, string>> = {
  create: 'cloudformation:CreateResource',
  read: 'cloudformation:GetResource',
  update: 'cloudformation:UpdateResource',
  delete: 'cloudformation:DeleteResource',
  list: 'cloudformation:ListResources',
}

/** What following a write to its end takes. */
const STATUS_ACTION = 'cloudformation:GetResourceRequestStatus'

/** Handlers in the order in which they are told. */
export const HANDLER_ORDER: readonly HandlerName[] = ['list', 'read', 'create', 'update', 'delete']

function isWriting(handler: HandlerName): boolean {
  return handler === 'create' || handler === 'update' || handler === 'delete'
}

/** Each need once, by type, then by handler. */
export function distinctNeeds(needs: readonly HandlerNeed[]): HandlerNeed[] {
  const byKey = new Map<string, HandlerNeed>()
  for (const need of needs) byKey.set(`${need.schema.typeName} ${need.handler}`, need)
  return [...byKey.values()].sort(
    (a, b) =>
      compare(a.schema.typeName, b.schema.typeName) ||
      HANDLER_ORDER.indexOf(a.handler) - HANDLER_ORDER.indexOf(b.handler),
  )
}

/** By code units, so that the order is everybody's. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
