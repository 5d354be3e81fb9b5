import { parseJson } from '../../util/index.js'
import type { ResourceSchema } from '../../catalog/index.js'
import type { MutationRequest } from '../../connectors/index.js'

export type MutationBody<T = MutationRequest> = T extends MutationRequest
  ? Omit<T, 'clientToken'>
  : never

/** Everything about a write but its token, which differs by attempt. */
export interface Mutation {
  readonly body: MutationBody
  readonly schema: ResourceSchema
  /** Index of the row in its statement. */
  readonly row: number
  /** What is done once this has succeeded, by whoever sent it or, after a crash, by who takes it up. */
  readonly next?: Mutation
}

/** The identifier that a write was given; a create has none until the service names the resource. */
export function statedIdentifier({ body }: Mutation): string | undefined {
  return body.operation === 'CREATE' ? undefined : body.identifier
}

/**
 * The identifier that a create's desired state gives its resource; `undefined` where a part of it is made by
 * the service.
 */
export function namedIdentifier({ body, schema }: Mutation): string | undefined {
  if (body.operation !== 'CREATE') return body.identifier
  const model = parseJson(body.desiredState) as Readonly<Record<string, unknown>>
  const parts = schema.primaryIdentifier.map((pointer) => {
    const [, , property = '', ...nested] = pointer.split('/')
    const settable = nested.length === 0 && schema.readOnlyProperties?.includes(pointer) !== true
    return settable ? model[property] : undefined
  })
  const isWhole = parts.every((part) => typeof part === 'string' || typeof part === 'number')
  return isWhole ? parts.join('|') : undefined
}
