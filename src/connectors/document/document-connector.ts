import type { Catalog, ListDocument, ResourceSchema, WriteDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import {
  applyPatch,
  formatIdentifier,
  parseIdentifier,
  type PatchOperation,
} from '../../resource/index.js'
import { canonicalJson, type Json, type JsonObject } from '../../util/index.js'
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
import type { CallScope } from './call-scope.js'
import { fromWire } from './convert.js'
import { derivedValues } from './derive.js'
import { DocumentCall, factsOf, type DocumentCallParts } from './document-call.js'
import { listPages } from './list-pages.js'
import { rawRows, readRow } from './read-rows.js'
import { makeSteps, type PreparedWrite } from './make-steps.js'
import { runChecks } from './run-checks.js'
import { progressOf } from './wait-progress.js'
import { formatToken, parseToken } from './wait-token.js'

export interface DocumentConnectorOptions extends DocumentCallParts {
  readonly catalog: Pick<Catalog, 'findType' | 'schema'>
}

/** A connector for the tables of provider documents, whatever protocol they name. */
export function createDocumentConnector(options: DocumentConnectorOptions): Connector {
  return new DocumentConnector(options)
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
        const properties = { ...keysOf(schema, method, model), ...readRow(schema, method, raw) }
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
    const own = keysOf(schema, { keys: Object.keys(model) }, model)
    if (raw === undefined) {
      throw new AppError('NOT_FOUND', `there is no ${typeName} ${identifier}`, {
        typeName,
        identifier,
        region: request.region,
      })
    }
    return { identifier, properties: { ...own, ...readRow(schema, method, raw) } }
  }

  async mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent> {
    const schema = this.#schema(request.typeName)
    switch (request.operation) {
      case 'CREATE': {
        const write = await this.#prepared(schema, request, signal)
        const { model } = write.scope
        if (write.write.looksFirst === true) {
          await this.#requireAbsent(schema, model, request, signal)
        }
        return this.#write(write, signal)
      }
      case 'UPDATE':
        return this.#write(await this.#prepared(schema, request, signal), signal)
      case 'DELETE': {
        try {
          return await this.#write(await this.#prepared(schema, request, signal), signal)
        } catch (error) {
          if (!AppError.is(error) || error.code !== 'NOT_FOUND') throw error
          const { operation, clientToken: requestToken, identifier } = request
          const gone = { status: 'FAILED', errorCode: 'NotFound' } as const
          return { operation, requestToken, identifier, message: error.message, ...gone }
        }
      }
    }
  }

  async verify(request: MutationRequest): Promise<void> {
    if (request.operation !== 'CREATE') return
    await this.#prepared(this.#schema(request.typeName), request, undefined)
  }

  async status(request: RequestReference, signal?: AbortSignal): Promise<ProgressEvent> {
    const token = parseToken(request.requestToken)
    if (token === undefined) {
      throw new AppError('NOT_FOUND', `there is no request ${request.requestToken}`)
    }
    const { typeName, operation, identifier, answer } = token
    const schema = this.#schema(typeName)
    const { waits } = this.#method(schema, operation)
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
    return { ...event, ...progressOf(body, waits) }
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
    const taken = this.#calls.taken(action, parameters)
    const values = { ...(await this.#rowOf(schema, action.reads, request, signal)), ...taken }
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

  async rehearse(request: MutationRequest, signal?: AbortSignal): Promise<readonly JsonObject[]> {
    const schema = this.#schema(request.typeName)
    const { rehearsal } = this.#method(schema, request.operation)
    if (rehearsal === undefined) throw this.#cannot(schema, 'be written to on trial')
    const prepared = await this.#prepared(schema, request, signal)
    const scope = { ...prepared.scope, isTrial: true }
    const home = { ...schema, properties: rehearsal.columns }
    const rows: JsonObject[] = []
    const hear = (body: Json): unknown =>
      rows.push(...rawRows(body, rehearsal).map((raw) => readRow(home, rehearsal, raw)))
    await makeSteps(this.#calls, { ...prepared, scope, hear }, signal)
    return rows
  }

  limits(): readonly ScopeRate[] {
    return this.#calls.rates
  }

  close(): void {
    this.#calls.close()
  }

  async #write(prepared: PreparedWrite, signal: AbortSignal | undefined): Promise<ProgressEvent> {
    const { schema, write, request, scope } = prepared
    const { operation, typeName } = request
    const answer = await makeSteps(this.#calls, prepared, signal)
    const model = { ...scope.model, ...answer }
    const identifier =
      operation === 'CREATE' ? this.#nameOf(schema, model, false) : request.identifier
    const named = identifier === undefined ? {} : { identifier }
    const { waits } = write
    if (waits === undefined || (waits.onlyWith !== undefined && !model[waits.onlyWith])) {
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

  /** What a write is made from, held against the checks of its table. */
  async #prepared(
    schema: ResourceSchema,
    request: MutationRequest,
    signal: AbortSignal | undefined,
  ): Promise<PreparedWrite> {
    const write = this.#method(schema, request.operation)
    const models = await this.#models(schema, { write, request }, signal)
    const parameters = this.#calls.taken(write, request.parameters)
    const { checks } = factsOf(schema).table
    const derived = derivedValues(factsOf(schema).table, models.model, Date.now())
    const values = { ...models.model, ...derived, ...parameters }
    runChecks({ schema, checks, on: VERBS[request.operation], values }, this.#options.host)
    return { schema, write, request, scope: { place: request, ...models, derived, parameters } }
  }

  /** What a resource is to be, and what it is. */
  async #models(
    schema: ResourceSchema,
    { write, request }: Pick<PreparedWrite, 'write' | 'request'>,
    signal: AbortSignal | undefined,
  ): Promise<Pick<CallScope, 'model' | 'before'>> {
    if (request.operation === 'CREATE') {
      return { model: JSON.parse(request.desiredState) as JsonObject }
    }
    const own = parseIdentifier(schema, request.identifier)
    if (request.operation === 'DELETE' && write.reads !== true) return { model: own }
    const { properties: before } = await this.get(request, signal)
    if (request.operation === 'DELETE') return { model: { ...before, ...own } }
    const patch = JSON.parse(request.patchDocument) as readonly PatchOperation[]
    return { model: { ...applyPatch(before, patch), ...own }, before }
  }

  /** The row of another table of the document that parameters name. */
  async #rowOf(
    { typeName }: ResourceSchema,
    table: string | undefined,
    { parameters, connection, region }: ActionRequest,
    signal: AbortSignal | undefined,
  ): Promise<JsonObject> {
    if (table === undefined) return {}
    const schema = this.#schema([...typeName.split('.').slice(0, 2), table].join('.'))
    const identifier = formatIdentifier(schema, parameters)
    const place = { connection, region }
    return (await this.get({ typeName: schema.typeName, identifier, ...place }, signal)).properties
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

  #method(schema: ResourceSchema, operation: MutationOperation): WriteDocument {
    const verb = VERBS[operation]
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

const VERBS = { CREATE: 'insert', UPDATE: 'update', DELETE: 'delete' } as const

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

function keysOf(
  schema: ResourceSchema,
  { keys = [] }: ListDocument,
  model: JsonObject,
): JsonObject {
  return Object.fromEntries(
    keys.map((key) => [key, fromWire(model[key] ?? null, schema.properties[key], schema)]),
  )
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
