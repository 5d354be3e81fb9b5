import type { ResourceSchema, StepDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import {
  applyPatch,
  derivedValues,
  formatIdentifier,
  parseIdentifier,
  parsePointer,
  valuesAt,
  type PatchOperation,
} from '../../resource/index.js'
import { jsonEqual, parseJson, type Json, type JsonObject } from '../../util/index.js'
import type { MutationRequest, ProgressEvent } from '../connector.js'
import type { CallScope } from './call-scope.js'
import { factsOf, type DocumentCall } from './document-call.js'
import type { DocumentReads } from './document-reads.js'
import { cannot, schemaOf, VERBS, writeMethod, type DocumentCatalog } from './document-schemas.js'
import { checkSteps, makeSteps, type PreparedWrite } from './make-steps.js'
import { rawRows, readRow } from './read-rows.js'
import type { RoleCheck } from './role-check.js'
import { runChecks } from './run-checks.js'
import { formatToken, tokenModel } from './wait-token.js'

export interface DocumentWritesParts {
  readonly catalog: DocumentCatalog
  readonly calls: DocumentCall
  readonly reads: DocumentReads
  readonly roles: RoleCheck
  readonly host: IoHost
}

/** What checks note is told when the write is sent, and once. */
const UNHEARD: IoHost = { notify: () => undefined }

/** Writes to the tables of documents, or tries to. */
export class DocumentWrites {
  readonly #parts: DocumentWritesParts

  constructor(parts: DocumentWritesParts) {
    this.#parts = parts
  }

  async mutate(request: MutationRequest, signal?: AbortSignal): Promise<ProgressEvent> {
    const schema = schemaOf(this.#parts.catalog, request.typeName)
    switch (request.operation) {
      case 'CREATE': {
        const write = await this.#prepared(schema, request, signal)
        if (write.write.looksFirst === true) {
          await this.#requireAbsent(write, signal)
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
          // A try before that nobody answered may be what has deleted it.
          if (error.details.unanswered === true) throw error
          const { operation, clientToken: requestToken, identifier } = request
          const gone = { status: 'FAILED', errorCode: 'NotFound' } as const
          return { operation, requestToken, identifier, message: error.message, ...gone }
        }
      }
    }
  }

  async verify(request: MutationRequest, live?: JsonObject, signal?: AbortSignal): Promise<void> {
    // An update is its patch of what is there: without that nothing can be said of it.
    if (request.operation !== 'CREATE' && live === undefined) return
    if (request.operation === 'DELETE') return
    const schema = schemaOf(this.#parts.catalog, request.typeName)
    const prepared = await this.#prepared(schema, request, signal, {
      host: UNHEARD,
      ...(live === undefined ? {} : { live }),
    })
    await checkSteps(this.#parts.calls, prepared, signal)
  }

  async rehearse(request: MutationRequest, signal?: AbortSignal): Promise<readonly JsonObject[]> {
    const schema = schemaOf(this.#parts.catalog, request.typeName)
    const { rehearsal } = writeMethod(schema, request.operation)
    if (rehearsal === undefined) throw cannot(schema, 'be written to on trial')
    const prepared = await this.#prepared(schema, request, signal)
    const scope = { ...prepared.scope, isTrial: true }
    const home = { ...schema, properties: rehearsal.columns }
    const rows: JsonObject[] = []
    const hear = (body: Json): unknown =>
      rows.push(...rawRows(body, rehearsal).map((raw) => readRow(home, rehearsal, raw)))
    await makeSteps(this.#parts.calls, { ...prepared, scope, hear }, signal)
    return rows
  }

  async #write(prepared: PreparedWrite, signal: AbortSignal | undefined): Promise<ProgressEvent> {
    const { schema, write, request, scope } = prepared
    const { operation, typeName } = request
    const beforeStep = async ({ role: document }: StepDocument): Promise<void> => {
      if (document === undefined) return
      const readRow = () => this.#parts.reads.rowOf(schema, document.table, scope, signal)
      await this.#parts.roles.look(
        { document, model: scope.model, place: scope.place, readRow },
        signal,
      )
    }
    const said = await makeSteps(this.#parts.calls, { ...prepared, beforeStep }, signal)
    const answer = operation === 'CREATE' ? await this.#named(prepared, said, signal) : said
    const model = { ...scope.model, ...answer }
    const identifier = operation === 'CREATE' ? namedBy(schema, model) : request.identifier
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

  /** What a service says of what it makes, with the names that the document knows and the service keeps to itself. */
  async #named(
    { schema, write: { names = {} }, scope }: PreparedWrite,
    said: JsonObject,
    signal: AbortSignal | undefined,
  ): Promise<JsonObject> {
    const model = { ...scope.model, ...said }
    const unsaid = Object.entries(names).filter(([name]) => !Object.hasOwn(model, name))
    if (unsaid.length === 0) return said
    const known = { schema, scope: { ...scope, model } }
    return { ...(await this.#parts.calls.fill(Object.fromEntries(unsaid), known, signal)), ...said }
  }

  /** What a write is made from, held against the checks of its table. */
  async #prepared(
    schema: ResourceSchema,
    request: MutationRequest,
    signal: AbortSignal | undefined,
    { host = this.#parts.host, live }: { readonly host?: IoHost; readonly live?: JsonObject } = {},
  ): Promise<PreparedWrite> {
    const write = writeMethod(schema, request.operation)
    const models = await this.#models(schema, { write, request, live }, signal)
    const parameters = this.#parts.calls.taken(write, request.parameters, schema)
    const { checks } = factsOf(schema).table
    const derived = derivedValues(factsOf(schema).table, models.model, Date.now())
    const values = { ...models.model, ...derived, ...parameters }
    runChecks({ schema, checks, on: VERBS[request.operation], values }, host)
    return { schema, write, request, scope: { place: request, ...models, derived, parameters } }
  }

  /** What a resource is to be, and what it is. */
  async #models(
    schema: ResourceSchema,
    {
      write,
      request,
      live,
    }: Pick<PreparedWrite, 'write' | 'request'> & { readonly live: JsonObject | undefined },
    signal: AbortSignal | undefined,
  ): Promise<Pick<CallScope, 'model' | 'before'>> {
    if (request.operation === 'CREATE') {
      return { model: parseJson(request.desiredState) as JsonObject }
    }
    const own = parseIdentifier(schema, request.identifier)
    if (request.operation === 'DELETE' && write.reads !== true) return { model: own }
    const before = live ?? (await this.#parts.reads.get(request, signal)).properties
    if (request.operation === 'DELETE') return { model: { ...before, ...own } }
    const patch = parseJson(request.patchDocument) as readonly PatchOperation[]
    const failed = patch.find((one) => one.op === 'test' && !isAt(before, one))
    if (failed !== undefined) throw changedMeanwhile(request, failed.path)
    return { model: { ...applyPatch(before, patch), ...own }, before }
  }

  async #requireAbsent(
    { schema, write: { names = {} }, request, scope }: PreparedWrite,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const { typeName, connection, region } = request
    const own = await this.#parts.calls.fill(names, { schema, scope }, signal)
    const identifier = formatIdentifier(schema, { ...own, ...scope.model })
    try {
      await this.#parts.reads.get({ typeName, identifier, connection, region }, signal)
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
}

/** True where a `test` of a patch holds. */
function isAt(model: JsonObject, { path, value = null }: PatchOperation): boolean {
  const [found] = valuesAt(model, parsePointer(path))
  return found !== undefined && jsonEqual(found, value)
}

/** The error of an update whose patch was computed from what is not there any more; nothing was sent. */
function changedMeanwhile(
  { typeName, region, operation, ...rest }: MutationRequest,
  path: string,
): AppError {
  const identifier = 'identifier' in rest ? rest.identifier : ''
  return new AppError(
    'CONFLICT',
    `the ${operation} of ${typeName} ${identifier} was not sent: ${path} is not what it was computed from`,
    { typeName, identifier, region, hint: 'somebody else changed it: run the statement again' },
  )
}

/** The identifier of a resource; `undefined` where the service has not said enough of it. */
function namedBy(schema: ResourceSchema, properties: JsonObject): string | undefined {
  if (schema.primaryIdentifier.length === 0) return undefined
  try {
    return formatIdentifier(schema, properties)
  } catch (error) {
    if (AppError.is(error) && error.code === 'BAD_IDENTIFIER') return undefined
    throw error
  }
}
