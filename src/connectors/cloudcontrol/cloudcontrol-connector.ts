import { AppError } from '../../errors/index.js'
import { isJsonObject, type Json, type JsonObject, jsonText } from '../../util/index.js'
import type { CallPlace } from '../connection.js'
import type {
  ActionRequest,
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
import { sharedGate, type SharedGate } from './shared-gates.js'
import { EndpointResolver } from './endpoint.js'
import { HttpClient } from '../http-client.js'
import { PageTokens } from '../page-tokens.js'
import type { CloudControlOptions } from './options.js'
import { checkProgress, checkResource, pageOf } from './check-answer.js'
import { gottenDescription, listedDescription } from './read-description.js'
import { readProgressEvent } from './progress-event.js'
import { getFromServiceTable, isServiceTable, listServiceTable } from './service-tables.js'
import { SignedCall } from './signed-call.js'

export type { CloudControlOptions } from './options.js'

/** Speaks the Cloud Control API (awsJson1.0, service model 2021-09-30). */
export async function createCloudControlConnector(
  options: CloudControlOptions,
): Promise<Connector> {
  const http = await HttpClient.open(options)
  const endpoint = new EndpointResolver(options)
  const { target, callsInFlight, limitRules } = options
  const shared = sharedGate(target, callsInFlight, limitRules)
  return new CloudControlConnector(
    new SignedCall({ options, http, endpoint, ...shared }),
    () => {
      http.close()
    },
    shared,
  )
}

class CloudControlConnector implements Connector {
  readonly #call: SignedCall
  readonly #destroy: () => void
  readonly #shared: SharedGate

  constructor(call: SignedCall, destroy: () => void, shared: SharedGate) {
    this.#call = call
    this.#destroy = destroy
    this.#shared = shared
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
      check: CHECK_LIST,
      typeName,
      connection,
      region,
      ...(observer === undefined ? {} : { observer }),
    }
    const tokens = new PageTokens({ typeName, region })
    let token: Json | undefined
    do {
      const page: JsonObject = await this.#call.send(
        {
          TypeName: typeName,
          ...(model === undefined ? {} : { ResourceModel: jsonText(model) }),
          ...(token === undefined ? {} : { NextToken: token }),
        },
        context,
        signal,
      )
      const rows = page['ResourceDescriptions'] as readonly Json[]
      yield rows.map((row) => listedDescription(row, context))
      token = tokens.next(page['NextToken'], rows.length)
    } while (token !== undefined)
  }

  async get(request: GetRequest, signal?: AbortSignal): Promise<ResourceDescription> {
    if (isServiceTable(request.typeName)) return getFromServiceTable(this.#call, request, signal)
    const { typeName, connection, region, identifier, observer } = request
    const answer = await this.#call.send(
      { TypeName: typeName, Identifier: identifier },
      {
        operation: 'GetResource',
        check: checkResource,
        typeName,
        identifier,
        connection,
        region,
        ...(observer === undefined ? {} : { observer }),
      },
      signal,
    )
    return gottenDescription(answer, { operation: 'GetResource', typeName, region, identifier })
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
        check: checkProgress,
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

  /** A write is checked by its planner, against the type's schema. */
  verify(): Promise<void> {
    return Promise.resolve()
  }

  act({ typeName, action }: ActionRequest): Promise<never> {
    return Promise.reject(
      new AppError('UNSUPPORTED_OPERATION', `${typeName} has no method ${action}`),
    )
  }

  rehearse({ typeName }: MutationRequest): Promise<never> {
    const what = `Cloud Control cannot try a write of ${typeName}`
    return Promise.reject(
      new AppError('UNSUPPORTED_OPERATION', what, { hint: '--dry-run shows what it would send' }),
    )
  }

  async #ofRequest(
    operation: string,
    { requestToken, connection, region }: RequestReference,
    signal?: AbortSignal,
  ): Promise<ProgressEvent> {
    const answer = await this.#call.send(
      { RequestToken: requestToken },
      { operation, check: checkProgress, connection, region },
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
    const tokens = new PageTokens({ operation: 'ListResourceRequests', region })
    let token: Json | undefined
    do {
      const page: JsonObject = await this.#call.send(
        { MaxResults: 100, ...filter, ...(token === undefined ? {} : { NextToken: token }) },
        { operation: 'ListResourceRequests', check: CHECK_REQUESTS, connection, region },
        signal,
      )
      const events = page['ResourceRequestStatusSummaries'] as readonly Json[]
      // One that is no event tells of no request.
      yield events.filter(isJsonObject).map((event) => readProgressEvent({ ProgressEvent: event }))
      token = tokens.next(page['NextToken'], events.length)
    } while (token !== undefined)
  }

  limits(): readonly ScopeRate[] {
    const { gate, limits } = this.#shared
    return [
      { scope: 'all', inFlight: gate.inFlight, source: 'set' },
      ...gate.rates().map(({ scope, rate }) => rated(scope, rate, 'found')),
      ...limits.rates().map(({ scope, rate }) => rated(scope, rate, 'set')),
    ]
  }

  close(): void {
    this.#destroy()
  }
}

function rated(scope: string, callsPerSecond: number, source: ScopeRate['source']): ScopeRate {
  return { scope, callsPerSecond, source }
}

const CHECK_LIST = pageOf('ResourceDescriptions')
const CHECK_REQUESTS = pageOf('ResourceRequestStatusSummaries')

const OPERATIONS = {
  CREATE: 'CreateResource',
  UPDATE: 'UpdateResource',
  DELETE: 'DeleteResource',
} as const
