import type { ResourceDescription as WireDescription } from '@aws-sdk/client-cloudcontrol'
import { AppError } from '../../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import type { CallPlace } from '../connection.js'
import type {
  Connector,
  GetRequest,
  ListRequest,
  MutationOperation,
  MutationRequest,
  ProgressEvent,
  RequestReference,
  ResourceDescription,
  ScopeRate,
} from '../connector.js'
import { CallGate } from './call-gate.js'
import { EndpointResolver } from './endpoint.js'
import { createHttpHandler } from '../http-handler.js'
import type { CloudControlOptions } from './options.js'
import { readProgressEvent, type WireEvent } from './progress-event.js'
import { getFromServiceTable, isServiceTable, listServiceTable } from './service-tables.js'
import { SignedCall } from './signed-call.js'

export type { CloudControlOptions } from './options.js'

/** Speaks the Cloud Control API (awsJson1.0, service model 2021-09-30). */
export async function createCloudControlConnector(
  options: CloudControlOptions,
): Promise<Connector> {
  const handler = await createHttpHandler(options)
  const endpoint = new EndpointResolver(options)
  const gate = new CallGate(options.callsInFlight)
  return new CloudControlConnector(
    new SignedCall({ options, handler, endpoint, gate }),
    () => handler.destroy(),
    gate,
  )
}

class CloudControlConnector implements Connector {
  readonly #call: SignedCall
  readonly #destroy: () => void
  readonly #gate: CallGate

  constructor(call: SignedCall, destroy: () => void, gate: CallGate) {
    this.#call = call
    this.#destroy = destroy
    this.#gate = gate
  }

  async *list(
    request: ListRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly ResourceDescription[]> {
    if (isServiceTable(request.typeName)) {
      yield* listServiceTable(this.#call, request, signal)
      return
    }
    const { typeName, connection, region, model, observer } = request
    const context = {
      operation: 'ListResources',
      typeName,
      connection,
      region,
      ...(observer === undefined ? {} : { observer }),
    }
    let token: Json = null
    do {
      const page: JsonObject = await this.#call.send(
        {
          TypeName: typeName,
          ...(model === undefined ? {} : { ResourceModel: JSON.stringify(model) }),
          ...(token === null ? {} : { NextToken: token }),
        },
        context,
        signal,
      )
      const rows = (page['ResourceDescriptions'] ?? []) as readonly WireDescription[]
      yield rows.map((row) => readDescription(row, typeName, region))
      token = page['NextToken'] ?? null
    } while (token !== null)
  }

  async get(request: GetRequest, signal?: AbortSignal): Promise<ResourceDescription> {
    if (isServiceTable(request.typeName)) return getFromServiceTable(this.#call, request, signal)
    const { typeName, connection, region, identifier, observer } = request
    const answer = await this.#call.send(
      { TypeName: typeName, Identifier: identifier },
      {
        operation: 'GetResource',
        typeName,
        identifier,
        connection,
        region,
        ...(observer === undefined ? {} : { observer }),
      },
      signal,
    )
    return readDescription(
      answer['ResourceDescription'] as WireDescription | undefined,
      typeName,
      region,
    )
  }

  async mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent> {
    const { typeName, connection, region, clientToken, operation } = request
    const identifier = operation === 'CREATE' ? undefined : request.identifier
    const answer = await this.#call.send(
      {
        TypeName: typeName,
        ClientToken: clientToken,
        ...(identifier === undefined ? {} : { Identifier: identifier }),
        ...(operation === 'CREATE' ? { DesiredState: request.desiredState } : {}),
        ...(operation === 'UPDATE' ? { PatchDocument: request.patchDocument } : {}),
      },
      {
        operation: OPERATIONS[operation],
        typeName,
        connection,
        region,
        ...(identifier === undefined ? {} : { identifier }),
      },
      signal,
    )
    return readProgressEvent(answer, operation)
  }

  async status(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent> {
    return this.#ofRequest('GetResourceRequestStatus', request, signal)
  }

  async cancel(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent> {
    return this.#ofRequest('CancelResourceRequest', request, signal)
  }

  async #ofRequest(
    operation: string,
    { requestToken, connection, region }: RequestReference,
    signal?: AbortSignal,
  ): Promise<ProgressEvent> {
    const answer = await this.#call.send(
      { RequestToken: requestToken },
      { operation, connection, region },
      signal,
    )
    return readProgressEvent(answer)
  }

  async *requests(
    { connection, region, operation }: CallPlace & { readonly operation?: MutationOperation },
    signal?: AbortSignal,
  ): AsyncGenerator<readonly ProgressEvent[]> {
    const filter =
      operation === undefined ? {} : { ResourceRequestStatusFilter: { Operations: [operation] } }
    let token: Json = null
    do {
      const page: JsonObject = await this.#call.send(
        { MaxResults: 100, ...filter, ...(token === null ? {} : { NextToken: token }) },
        { operation: 'ListResourceRequests', connection, region },
        signal,
      )
      const events = (page['ResourceRequestStatusSummaries'] ?? []) as readonly WireEvent[]
      yield events.map((ProgressEvent) => readProgressEvent({ ProgressEvent }))
      token = page['NextToken'] ?? null
    } while (token !== null)
  }

  limits(): readonly ScopeRate[] {
    return this.#gate.rates().map(({ scope, rate }) => ({ scope, callsPerSecond: rate }))
  }

  close(): void {
    this.#destroy()
  }
}

const OPERATIONS = {
  CREATE: 'CreateResource',
  UPDATE: 'UpdateResource',
  DELETE: 'DeleteResource',
} as const

function readDescription(
  wire: WireDescription | undefined,
  typeName: string,
  region: string,
): ResourceDescription {
  const identifier = wire?.Identifier ?? ''
  const properties = parseProperties(wire?.Properties ?? '{}')
  if (properties === undefined) {
    throw new AppError(
      'SERVICE_REJECTED',
      `${typeName} ${identifier} came back with properties that are not JSON`,
      {
        typeName,
        identifier,
        region,
      },
    )
  }
  return { identifier, properties }
}

function parseProperties(text: string): JsonObject | undefined {
  try {
    const parsed = JSON.parse(text) as Json
    return isJsonObject(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}
