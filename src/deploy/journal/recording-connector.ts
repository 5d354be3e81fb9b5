import { createHash, randomUUID } from 'node:crypto'
import type { ResourceSchema } from '../../catalog/index.js'
import {
  forwarding,
  type Connector,
  type MutationRequest,
  type ProgressEvent,
} from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import { maskPatch, maskSecrets, type PatchOperation } from '../../resource/index.js'
import { parseJson, type JsonObject, type KnownSecrets } from '../../util/index.js'
import { eventsOfSuccess, type Intent, type ResourceRecord } from '../state/stack-record.js'
import type { HeldState } from '../state/state-store.js'

/** What the writes of one resource are noted with. */
export interface RecordingParts {
  readonly held: HeldState
  readonly resource: string
  /** Values that are not kept, whatever the type's schema says of them. */
  readonly hidden: KnownSecrets
  readonly schemaOf: (typeName: string) => ResourceSchema | undefined
  /** What to record once a create or update has succeeded; nothing where it is absent. */
  readonly record?: Omit<ResourceRecord, 'identifier' | 'at'>
  /** A write of an earlier run whose end is not known: the same body takes it up. */
  readonly earlier?: Intent
}

/**
 * A connector that notes every write before it is sent, and what came of it after: a run that dies leaves
 * behind what the next one needs to make nothing twice.
 */
export function recordingConnector(connector: Connector, parts: RecordingParts): Connector {
  const { held } = parts
  const open = new Map<string, Intent>()
  const settle = (event: ProgressEvent): ProgressEvent => {
    const intent = open.get(event.requestToken)
    if (intent === undefined || !isFinal(event)) return event
    open.delete(event.requestToken)
    noteEnd(held, intent, event)
    return event
  }
  return {
    ...forwarding(() => connector),
    async mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent> {
      const intent = await noteBegin(request, parts)
      const sent = { ...request, clientToken: intent.clientToken } as MutationRequest
      let event: ProgressEvent
      try {
        event = await connector.mutate(sent, signal)
      } catch (error) {
        // A service that says no has done nothing; where nothing was said, anything may have happened.
        if (AppError.from(error).kind !== 'resources') held.note({ kind: 'ended', id: intent.id })
        throw error
      }
      open.set(event.requestToken, intent)
      if (!isFinal(event)) {
        held.note({ kind: 'accepted', id: intent.id, requestToken: event.requestToken })
      }
      return settle(event)
    },
    status: async (request, signal) => settle(await connector.status(request, signal)),
  }
}

async function noteBegin(request: MutationRequest, parts: RecordingParts): Promise<Intent> {
  const { held, resource, earlier, record } = parts
  const body = bodyOf(request)
  const bodyHash = createHash('sha256').update(body).digest('hex')
  if (
    earlier !== undefined &&
    earlier.operation === request.operation &&
    earlier.typeName === request.typeName &&
    earlier.bodyHash === bodyHash &&
    held.record.pending.some(({ id }) => id === earlier.id)
  ) {
    return earlier
  }
  const schema = parts.schemaOf(request.typeName)
  const intent: Intent = {
    id: randomUUID(),
    resource,
    operation: request.operation,
    typeName: request.typeName,
    region: request.region,
    ...(request.operation === 'CREATE' ? {} : { identifier: request.identifier }),
    clientToken: request.clientToken,
    bodyHash,
    ...(schema !== undefined && !hasSecrets(schema, request) && parts.hidden.cut(body) === body
      ? { body }
      : {}),
    at: Date.now(),
    // Statements of the user's may write several types; the record is of the resource's own.
    ...(record?.typeName !== request.typeName || request.operation === 'DELETE'
      ? {}
      : { record: { ...record, region: request.region } }),
  }
  await held.append({ kind: 'begin', intent })
  return intent
}

/**
 * Notes how a write ended; one that deletes what is gone already has done its work. Nobody waits for the disk: the
 * intents of what comes after are written after it, and a run that knows no end asks for it under the same token.
 */
export function noteEnd(held: HeldState, intent: Intent, event: ProgressEvent): void {
  const gone = intent.operation === 'DELETE' && event.errorCode === 'NotFound'
  // What a failed create leaves behind has a name: it is kept, so that a teardown finds it.
  const half =
    intent.operation === 'CREATE' &&
    event.status === 'FAILED' &&
    event.identifier !== undefined &&
    event.errorCode !== 'AlreadyExists'
  const events =
    event.status === 'SUCCESS' || gone || half
      ? eventsOfSuccess(held.record, intent, {
          identifier: event.identifier,
          at: Date.now(),
          tainted: half,
        })
      : [{ kind: 'ended', id: intent.id } as const]
  held.note(...events)
}

function bodyOf(request: MutationRequest): string {
  switch (request.operation) {
    case 'CREATE':
      return request.desiredState
    case 'UPDATE':
      return request.patchDocument
    case 'DELETE':
      return ''
  }
}

function hasSecrets(schema: ResourceSchema, request: MutationRequest): boolean {
  if (request.operation === 'DELETE') return false
  if (request.operation === 'CREATE') {
    const model = parseJson(request.desiredState) as JsonObject
    return maskSecrets(schema, model) !== model
  }
  const patch = parseJson(request.patchDocument) as PatchOperation[]
  return maskPatch(schema, patch, request.identifier) !== patch
}

export function isFinal({ status }: ProgressEvent): boolean {
  return status === 'SUCCESS' || status === 'FAILED' || status === 'CANCEL_COMPLETE'
}
