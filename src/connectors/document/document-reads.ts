import type { ListDocument, ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { formatIdentifier, parseIdentifier } from '../../resource/index.js'
import { canonicalJson, type JsonObject } from '../../util/index.js'
import type { GetRequest, ListRequest, ResourceDescription } from '../connector.js'
import type { CallScope } from './call-scope.js'
import { fromWire } from './convert.js'
import { factsOf, type DocumentCall } from './document-call.js'
import { cannot, schemaOf, type DocumentCatalog } from './document-schemas.js'
import { listPages } from './list-pages.js'
import { rawRows, readRow } from './read-rows.js'

/** Reads the tables of documents. */
export class DocumentReads {
  readonly #catalog: DocumentCatalog
  readonly #calls: DocumentCall
  #rows = 0

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
      yield page.map((raw) => {
        const properties = { ...keysOf(schema, method, model), ...readRow(schema, method, raw) }
        return { identifier: this.#nameOf(schema, properties), properties }
      })
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

  /** The identifier of a row. Rows of a table without one are told apart by a number. */
  #nameOf(schema: ResourceSchema, properties: JsonObject): string {
    if (schema.primaryIdentifier.length > 0) return formatIdentifier(schema, properties)
    return `${canonicalJson(properties)}#${String(++this.#rows)}`
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

function keysOf(
  schema: ResourceSchema,
  { keys = [] }: ListDocument,
  model: JsonObject,
): JsonObject {
  return Object.fromEntries(
    keys.map((key) => [key, fromWire(model[key] ?? null, schema.properties[key], schema)]),
  )
}
