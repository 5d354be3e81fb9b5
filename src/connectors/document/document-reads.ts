import type { ListDocument, ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { formatIdentifier, parseIdentifier } from '../../resource/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import {
  NAMELESS,
  type GetRequest,
  type ListRequest,
  type ResourceDescription,
} from '../connector.js'
import type { CallScope } from './call-scope.js'
import { gottenRow, knownRow, misshapen, type Answered } from './check-rows.js'
import { fromWire } from './convert.js'
import { factsOf, type DocumentCall } from './document-call.js'
import { cannot, schemaOf, type DocumentCatalog } from './document-schemas.js'
import { listPages } from './list-pages.js'

/** Reads the tables of documents. */
export class DocumentReads {
  readonly #catalog: DocumentCatalog
  readonly #calls: DocumentCall

  constructor(catalog: DocumentCatalog, calls: DocumentCall) {
    this.#catalog = catalog
    this.#calls = calls
  }

  async *list(
    request: ListRequest,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly ResourceDescription[]> {
    const schema = schemaOf(this.#catalog, request.typeName)
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
      const answered = { schema, method, region: request.region }
      yield page.map((raw) => this.#listedRow(raw, keysOf(schema, method, model), answered))
    }
  }

  async get(request: GetRequest, signal?: AbortSignal): Promise<ResourceDescription> {
    const { typeName, identifier, observer } = request
    const schema = schemaOf(this.#catalog, typeName)
    const method = factsOf(schema).table.methods.get
    if (method === undefined) throw cannot(schema, 'be read one by one')
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
    const answered = { schema, method, region: request.region, identifier }
    const raw = gottenRow(body, answered)
    const own = keysOf(schema, { keys: Object.keys(model) }, model)
    if (raw === undefined) {
      throw new AppError('NOT_FOUND', `there is no ${typeName} ${identifier}`, {
        typeName,
        identifier,
        region: request.region,
      })
    }
    return { identifier, properties: { ...own, ...knownRow(raw, answered) } }
  }

  /** The row of another table of the document that values name. */
  async rowOf(
    { typeName }: ResourceSchema,
    table: string,
    { model, place: { connection, region } }: Pick<CallScope, 'model' | 'place'>,
    signal: AbortSignal | undefined,
  ): Promise<JsonObject> {
    const schema = schemaOf(this.#catalog, [...typeName.split('.').slice(0, 2), table].join('.'))
    const identifier = formatIdentifier(schema, model)
    const request = { typeName: schema.typeName, identifier, connection, region }
    return (await this.get(request, signal)).properties
  }

  /** A row of a list. One that cannot be read is that row's failure, and not the list's. */
  #listedRow(raw: Json, keys: JsonObject, answered: Answered): ResourceDescription {
    try {
      const properties = { ...keys, ...knownRow(raw, answered) }
      return { identifier: nameOf(answered.schema, properties), properties }
    } catch (error) {
      if (!AppError.is(error)) throw error
      // What has no identifier was not named by the service.
      const isUnnamed = error.code === 'BAD_IDENTIFIER'
      if (!isUnnamed && error.code !== 'BAD_ANSWER') throw error
      const failure = isUnnamed
        ? misshapen('has a row without its identifier', raw, answered)
        : error
      return { identifier: NAMELESS, properties: {}, failure }
    }
  }
}

/** The identifier of a row, where its table has one. */
function nameOf(schema: ResourceSchema, properties: JsonObject): string {
  return schema.primaryIdentifier.length === 0 ? NAMELESS : formatIdentifier(schema, properties)
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

function keysOf(
  schema: ResourceSchema,
  { keys = [] }: ListDocument,
  model: JsonObject,
): JsonObject {
  return Object.fromEntries(
    keys.map((key) => [key, fromWire(model[key] ?? null, schema.properties[key], schema)]),
  )
}
