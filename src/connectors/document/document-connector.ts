import { AppError } from '../../errors/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import type {
  ActionRequest,
  Connector,
  GetRequest,
  ListRequest,
  MutationRequest,
  ProgressEvent,
  RequestReference,
  ResourceDescription,
  ScopeRate,
} from '../connector.js'
import { DocumentCall, factsOf, type DocumentCallParts } from './document-call.js'
import { DocumentReads } from './document-reads.js'
import { cannot, schemaOf, writeMethod, type DocumentCatalog } from './document-schemas.js'
import { DocumentWrites } from './document-writes.js'
import { misshapen } from './check-rows.js'
import { rawRows, readRow } from './read-rows.js'
import { RoleCheck } from './role-check.js'
import { runChecks } from './run-checks.js'
import { progressOf } from './wait-progress.js'
import { parseToken } from './wait-token.js'

export interface DocumentConnectorOptions extends DocumentCallParts {
  readonly catalog: DocumentCatalog
  /** Reads resource types, for what a document says of them. */
  readonly types?: Pick<Connector, 'get'>
}

/** A connector for the tables of provider documents, whatever protocol they name. */
export function createDocumentConnector(options: DocumentConnectorOptions): Connector {
  return new DocumentConnector(options)
}

class DocumentConnector implements Connector {
  readonly #options: DocumentConnectorOptions
  readonly #calls: DocumentCall
  readonly #reads: DocumentReads
  readonly #writes: DocumentWrites

  constructor(options: DocumentConnectorOptions) {
    const { catalog, host, types } = options
    this.#options = options
    const calls = new DocumentCall(options)
    const reads = new DocumentReads(catalog, calls)
    const roles = new RoleCheck(host, types)
    this.#calls = calls
    this.#reads = reads
    this.#writes = new DocumentWrites({ catalog, calls, reads, roles, host })
  }

  list(request: ListRequest, signal?: AbortSignal): AsyncGenerator<readonly ResourceDescription[]> {
    return this.#reads.list(request, signal)
  }

  get(request: GetRequest, signal?: AbortSignal): Promise<ResourceDescription> {
    return this.#reads.get(request, signal)
  }

  mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent> {
    return this.#writes.mutate(request, signal)
  }

  verify(request: MutationRequest, live?: JsonObject, signal?: AbortSignal): Promise<void> {
    return this.#writes.verify(request, live, signal)
  }

  rehearse(request: MutationRequest, signal?: AbortSignal): Promise<readonly JsonObject[]> {
    return this.#writes.rehearse(request, signal)
  }

  async status(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent> {
    const token = parseToken(request.requestToken)
    if (token === undefined) {
      throw new AppError('NOT_FOUND', `there is no request ${request.requestToken}`)
    }
    const { typeName, operation, identifier, answer } = token
    const schema = schemaOf(this.#options.catalog, typeName)
    const { waits } = writeMethod(schema, operation)
    const event = {
      operation,
      requestToken: request.requestToken,
      typeName,
      answer,
      ...(identifier === undefined ? {} : { identifier }),
    }
    if (waits === undefined) return { ...event, status: 'SUCCESS' }
    const scope = { place: request, model: { ...answer, ...token.model } }
    const call = { schema, method: waits, scope, mayRepeat: true }
    let body: Json
    try {
      const wire = await this.#calls.wireCall(call, signal)
      ;({ body } = await this.#calls.send(call, wire, signal))
    } catch (error) {
      const isGone = AppError.is(error) && error.code === 'NOT_FOUND' && waits.gone === true
      if (isGone) return { ...event, status: 'SUCCESS' }
      throw error
    }
    const progress = progressOf(body, waits)
    if (progress !== undefined) return { ...event, ...progress }
    const answered = { schema, method: waits, region: request.region }
    throw misshapen(`has no ${waits.state}`, body, answered)
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the contract is a stream of pages
  async *requests(): AsyncGenerator<readonly ProgressEvent[]> {
    yield []
  }

  cancel({ requestToken }: RequestReference): Promise<ProgressEvent> {
    const typeName = parseToken(requestToken)?.typeName ?? 'this table'
    const error = new AppError('UNSUPPORTED_OPERATION', `writes of ${typeName} cannot be cancelled`)
    return Promise.reject(error)
  }

  async act(request: ActionRequest, signal?: AbortSignal): Promise<readonly JsonObject[]> {
    const { typeName, action: name, parameters } = request
    const schema = schemaOf(this.#options.catalog, typeName)
    const action = factsOf(schema).table.actions?.[name]
    if (action === undefined) throw cannot(schema, `do ${name}`)
    const mayRepeat = action.writes !== true || action.idempotent === true
    const taken = this.#calls.taken(action, parameters, schema)
    const row =
      action.reads === undefined
        ? {}
        : await this.#reads.rowOf(
            schema,
            action.reads,
            { model: parameters, place: request },
            signal,
          )
    const values = { ...row, ...taken }
    runChecks({ schema, checks: action.checks, on: 'action', values }, this.#options.host)
    const scope = { place: request, model: {}, parameters: taken }
    const call = { schema, method: action, scope, mayRepeat }
    const wire = await this.#calls.wireCall(call, signal)
    const { body } = await this.#calls.send(call, wire, signal)
    const { columns } = action
    return rawRows(body, action).map((raw) => {
      if (columns === undefined) return { answer: raw }
      const properties = columns
      return readRow({ ...schema, properties }, action, raw)
    })
  }

  limits(): readonly ScopeRate[] {
    return this.#calls.rates
  }

  close(): void {
    this.#calls.close()
  }
}
