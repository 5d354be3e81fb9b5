import type { Catalog, ListDocument, ResourceSchema, WriteDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import {
  applyPatch,
  formatIdentifier,
  parseIdentifier,
  type PatchOperation,
} from '../../resource/index.js'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../util/index.js'
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
import { changedColumns, type CallScope } from './call-scope.js'
import { DocumentCall, factsOf, type DocumentCallParts } from './document-call.js'
import { listPages } from './list-pages.js'
import { rawRows, readRow, valueAtPointer } from './read-rows.js'
import { refuseRedacted } from './refuse-redacted.js'
import { formatToken, parseToken } from './wait-token.js'

export interface DocumentConnectorOptions extends DocumentCallParts {
  readonly catalog: Pick<Catalog, 'findType' | 'schema'>
}

/** A connector for the tables of provider documents, whatever protocol they name. */
export function createDocumentConnector(options: DocumentConnectorOptions): Connector {
  return new DocumentConnector(options)
}

/** A write whose method and model are known. */
interface DocumentWrite extends Pick<CallScope, 'model' | 'before'> {
  readonly schema: ResourceSchema
  readonly write: WriteDocument
  readonly request: MutationRequest
}

class DocumentConnector implements Connector {
  readonly #options: DocumentConnectorOptions
  readonly #calls: DocumentCall
  #rows = 0

  constructor(options: DocumentConnectorOptions) {
    this.#options = options
    this.#calls = new DocumentCall(options)
  }

  async *list(
    request: ListRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly ResourceDescription[]> {
    const schema = this.#schema(request.typeName)
    const model = request.model ?? {}
    const method = listFor(schema, model)
    const call = {
      schema,
      method,
      scope: { place: request, model },
      mayRepeat: true,
      ...(request.observer === undefined ? {} : { observer: request.observer }),
    }
    for await (const page of listPages(this.#calls, call, signal)) {
      yield page.map((raw) => {
        const properties = { ...keysOf(method, model), ...readRow(schema, method, raw) }
        return { identifier: this.#nameOf(schema, properties), properties }
      })
    }
  }

  async get(request: GetRequest, signal?: AbortSignal): Promise<ResourceDescription> {
    const { typeName, identifier, observer } = request
    const schema = this.#schema(typeName)
    const method = factsOf(schema).table.methods.get
    if (method === undefined) throw this.#cannot(schema, 'be read one by one')
    const model = parseIdentifier(schema, identifier)
    const call = {
      schema,
      method,
      scope: { place: request, model },
      mayRepeat: true,
      identifier,
      ...(observer === undefined ? {} : { observer }),
    }
    const wire = await this.#calls.wireCall(call, signal)
    const { body } = await this.#calls.send(call, wire, signal)
    const [raw] = rawRows(body, method)
    if (raw === undefined) {
      throw new AppError('NOT_FOUND', `there is no ${typeName} ${identifier}`, {
        typeName,
        identifier,
        region: request.region,
      })
    }
    return { identifier, properties: { ...model, ...readRow(schema, method, raw) } }
  }

  async mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent> {
    const schema = this.#schema(request.typeName)
    switch (request.operation) {
      case 'CREATE': {
        const write = this.#method(schema, 'insert')
        const model = JSON.parse(request.desiredState) as JsonObject
        if (write.looksFirst === true) await this.#requireAbsent(schema, model, request, signal)
        return this.#write({ schema, write, request, model }, signal)
      }
      case 'UPDATE': {
        const write = this.#method(schema, 'update')
        const { properties: before } = await this.get(request, signal)
        const patch = JSON.parse(request.patchDocument) as readonly PatchOperation[]
        const model = {
          ...applyPatch(before, patch),
          ...parseIdentifier(schema, request.identifier),
        }
        return this.#write({ schema, write, request, model, before }, signal)
      }
      case 'DELETE': {
        const write = this.#method(schema, 'delete')
        const model = parseIdentifier(schema, request.identifier)
        try {
          return await this.#write({ schema, write, request, model }, signal)
        } catch (error) {
          if (!AppError.is(error) || error.code !== 'NOT_FOUND') throw error
          const { operation, clientToken: requestToken, identifier } = request
          const gone = { status: 'FAILED', errorCode: 'NotFound' } as const
          return { operation, requestToken, identifier, message: error.message, ...gone }
        }
      }
    }
  }

  async status(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent> {
    const token = parseToken(request.requestToken)
    if (token === undefined) {
      throw new AppError('NOT_FOUND', `there is no request ${request.requestToken}`)
    }
    const { typeName, operation, identifier, answer } = token
    const schema = this.#schema(typeName)
    const verb = ({ CREATE: 'insert', UPDATE: 'update', DELETE: 'delete' } as const)[operation]
    const waits = this.#method(schema, verb).waits
    const event = {
      operation,
      requestToken: request.requestToken,
      typeName,
      answer,
      ...(identifier === undefined ? {} : { identifier }),
    }
    if (waits === undefined) return { ...event, status: 'SUCCESS' }
    const scope = { place: request, model: token.model }
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
    const state = textOf(valueAtPointer(body, waits.state) ?? '')
    const said = waits.message === undefined ? undefined : valueAtPointer(body, waits.message)
    const message = said === undefined || said === null ? state : textOf(said)
    if (waits.done.includes(state)) return { ...event, status: 'SUCCESS' }
    if (waits.failed?.includes(state) === true) {
      return { ...event, status: 'FAILED', errorCode: state, message: `${state}: ${message}` }
    }
    const retryAfter =
      waits.every === undefined ? {} : { retryAfter: Date.now() + waits.every * 1_000 }
    return { ...event, status: 'IN_PROGRESS', message, ...retryAfter }
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
    const schema = this.#schema(typeName)
    const action = factsOf(schema).table.actions?.[name]
    if (action === undefined) throw this.#cannot(schema, `do ${name}`)
    const mayRepeat = action.writes !== true || action.idempotent === true
    const scope = { place: request, model: {}, parameters }
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

  async #write(
    { schema, write, request, model: given, before }: DocumentWrite,
    signal: AbortSignal | undefined,
  ): Promise<ProgressEvent> {
    const { operation, typeName, parameters } = request
    const scope: CallScope = {
      place: request,
      model: given,
      ...(before && { before }),
      ...(parameters && { parameters }),
    }
    const answer = await this.#steps(schema, write, { request, scope }, signal)
    const model = { ...given, ...answer }
    const identifier =
      operation === 'CREATE' ? this.#nameOf(schema, model, false) : request.identifier
    const named = identifier === undefined ? {} : { identifier }
    if (write.waits === undefined) {
      const requestToken = request.clientToken
      return { operation, status: 'SUCCESS', requestToken, typeName, answer, ...named }
    }
    const requestToken = formatToken({
      typeName,
      operation,
      model: tokenModel(schema, model),
      answer: tokenModel(schema, answer, Object.keys(answer)),
      ...named,
    })
    return { operation, status: 'IN_PROGRESS', requestToken, typeName, answer, ...named }
  }

  /** Makes the calls of a write, one after another; answers what they say of the resource. */
  async #steps(
    schema: ResourceSchema,
    write: WriteDocument,
    { request, scope }: { readonly request: MutationRequest; readonly scope: CallScope },
    signal: AbortSignal | undefined,
  ): Promise<JsonObject> {
    const changed = changedColumns(scope)
    const due = write.steps.filter(({ when }) => when?.some((each) => changed.has(each)) ?? true)
    let answer: JsonObject = {}
    const done: string[] = []
    for (const method of due) {
      const call = {
        schema,
        method,
        scope: { ...scope, model: { ...scope.model, ...answer } },
        mayRepeat: method.idempotent === true,
        ...(request.operation === 'CREATE' ? {} : { identifier: request.identifier }),
      }
      const wire = await this.#calls.wireCall(call, signal)
      if (isIdle(method.onlyWith, wire)) continue
      refuseRedacted(schema, wire)
      try {
        const { body } = await this.#calls.send(call, wire, signal)
        const [raw] = rawRows(body, method)
        if (write.returns === true && raw !== undefined) {
          answer = { ...answer, ...readRow(schema, method, raw) }
        }
      } catch (error) {
        throw halfDone(error, done)
      }
      done.push(method.operation ?? method.request ?? '')
    }
    return answer
  }

  async #requireAbsent(
    schema: ResourceSchema,
    model: JsonObject,
    request: MutationRequest,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { typeName, connection, region } = request
    const identifier = formatIdentifier(schema, model)
    try {
      await this.get({ typeName, identifier, connection, region }, signal)
    } catch (error) {
      if (AppError.is(error) && error.code === 'NOT_FOUND') return
      throw error
    }
    throw new AppError('ALREADY_EXISTS', `there is a ${typeName} ${identifier} already`, {
      typeName,
      identifier,
      region,
      hint: 'UPDATE it, say INSERT … ON CONFLICT DO UPDATE SET …, or REPLACE INTO to delete it and make it anew',
    })
  }

  /** The identifier of a row. Rows of a table without one are told apart by a number. */
  #nameOf(schema: ResourceSchema, properties: JsonObject): string
  #nameOf(schema: ResourceSchema, properties: JsonObject, numbered: false): string | undefined
  #nameOf(schema: ResourceSchema, properties: JsonObject, numbered = true): string | undefined {
    if (schema.primaryIdentifier.length > 0) {
      if (numbered) return formatIdentifier(schema, properties)
      return namedBy(schema, properties)
    }
    return numbered ? `${canonicalJson(properties)}#${String(++this.#rows)}` : undefined
  }

  #method(schema: ResourceSchema, verb: 'insert' | 'update' | 'delete'): WriteDocument {
    const write = factsOf(schema).table.methods[verb]
    if (write !== undefined) return write
    throw this.#cannot(schema, `be written to by ${verb.toUpperCase()}`)
  }

  #cannot({ typeName }: ResourceSchema, what: string): AppError {
    return new AppError('UNSUPPORTED_OPERATION', `${typeName} cannot ${what}`, { typeName })
  }

  #schema(typeName: string): ResourceSchema {
    const { catalog } = this.#options
    const entry = catalog.findType(typeName)
    if (entry !== undefined) return catalog.schema(entry)
    throw new AppError('UNKNOWN_TABLE', `the catalogue does not know ${typeName}`, {
      typeName,
      hint: 'give the folder of its document: --providers DIR',
    })
  }
}

/** The list that the given keys belong to: the first that asks for all of them, else for some. */
function listFor(schema: ResourceSchema, model: JsonObject): ListDocument {
  const lists = factsOf(schema).table.methods.list ?? []
  const given = Object.keys(model)
  const fits = lists.filter(({ keys = [] }) => keys.every((key) => given.includes(key)))
  const best = fits.find(({ keys = [] }) => keys.length === given.length) ?? fits[0]
  if (best !== undefined) return best
  const { typeName } = schema
  throw new AppError('LIST_INPUT_REQUIRED', `${typeName} cannot be listed by what is given`, {
    typeName,
  })
}

/** The identifier of a resource; `undefined` where the service has not said enough of it. */
function namedBy(schema: ResourceSchema, properties: JsonObject): string | undefined {
  try {
    return formatIdentifier(schema, properties)
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}

function keysOf({ keys = [] }: ListDocument, model: JsonObject): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, model[key] ?? null]))
}

/** What a token may hold: identifying values and plain ones, and no secrets. */
function tokenModel(
  schema: ResourceSchema,
  model: JsonObject,
  names: readonly string[] = schema.primaryIdentifier.map((each) => each.split('/')[2] ?? ''),
): JsonObject {
  return Object.fromEntries(
    names
      .filter((name) => schema.properties[name]?.secret !== true)
      .flatMap((name) => {
        const value = model[name]
        return value === undefined || typeof value === 'object' ? [] : [[name, value]]
      }),
  )
}

/** True where a step that a value decides on has none. */
function isIdle(onlyWith: string | undefined, wire: Parameters<typeof refuseRedacted>[1]): boolean {
  if (onlyWith === undefined) return false
  const holder = wire.kind === 'operation' ? wire.input : { ...wire.query, ...bodyOf(wire.body) }
  const value = holder[onlyWith]
  return value === undefined || value === null
}

function bodyOf(body: Json | undefined): JsonObject {
  return isJsonObject(body ?? null) ? (body as JsonObject) : {}
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function halfDone(cause: unknown, done: readonly string[]): AppError {
  const error = AppError.from(cause)
  if (done.length === 0) return error
  const message = `${error.message}; ${done.join(' and ')} before it was done`
  return new AppError(error.code, message, { ...error.details, cause })
}
