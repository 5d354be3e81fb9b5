import {
  documentType,
  type ActionDocument,
  type DocumentFacts,
  type MethodDocument,
  type ResourceSchema,
  type Template,
} from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { IoHost } from '../../io/index.js'
import { jsonText, KnownSecrets, parseJson, type Json, type JsonObject } from '../../util/index.js'
import type { CallObserver, CallStatistics } from '../connector.js'
import { ProtocolFailure, type Protocol, type ProtocolAnswer, type WireCall } from '../protocol.js'
import { pause } from '../pacer.js'
import type { SetLimits } from '../set-limits.js'
import { CallLimits } from './call-limits.js'
import { scopeLookup, type CallScope } from './call-scope.js'
import { toWire } from './convert.js'
import { failureError } from './failure-error.js'
import { holdsSecret } from '../../resource/index.js'
import { fromEnvironment, secretsIn, type Environment, type Taken } from './from-environment.js'
import { headerValue, pathSegment, queryValue } from './path-segment.js'
import { traceText } from './trace-text.js'
import { Tries } from './tries.js'
import { fillBody, fillInput, fillTemplate, type Lookup } from './fill-template.js'

export interface DocumentCallParts {
  readonly protocols: Readonly<
    Record<DocumentFacts['connector']['protocol'], () => Promise<Protocol>>
  >
  readonly accountOf: (connection: string, signal: AbortSignal | undefined) => Promise<string>
  readonly statistics: CallStatistics
  readonly host: IoHost
  /** Those that the user sets. */
  readonly limits?: SetLimits
  /** Default: the process's. */
  readonly environment?: Environment
  /** What must not be shown, and is taken in as it is met. Default: what these calls take from the environment. */
  readonly secrets?: KnownSecrets
  /** Whether the running statement's own text names a variable of the environment. Default: none. */
  readonly isOwn?: (name: string) => boolean
}

/** A table and one of its methods, to be called. */
export interface MethodCall {
  readonly schema: ResourceSchema
  readonly method: MethodDocument
  readonly scope: CallScope
  /** True: it reads, or doing it twice does no harm. */
  readonly mayRepeat: boolean
  readonly identifier?: string
  readonly observer?: CallObserver
}

/** Makes the calls of documents: fills their templates, holds them to limits, tries again what passes. */
export class DocumentCall {
  readonly #parts: DocumentCallParts
  readonly #limits: CallLimits
  readonly #environment: Taken
  readonly #protocols = new Set<Protocol>()

  constructor(parts: DocumentCallParts) {
    this.#parts = parts
    this.#limits = new CallLimits(parts.limits)
    this.#environment = {
      environment: parts.environment ?? process.env,
      secrets: parts.secrets ?? new KnownSecrets(),
      isOwn: parts.isOwn ?? (() => false),
    }
  }

  /** Parameters of a statement, with what the environment has for those that it does not give. */
  taken(
    { parameters: declared = {} }: Pick<ActionDocument, 'parameters'>,
    given: JsonObject = {},
    { document, definitions }: Pick<ResourceSchema, 'document' | 'definitions'> = {},
  ): JsonObject {
    const { environment, secrets } = this.#environment
    const taken: Record<string, Json> = { ...given }
    for (const [name, { variable, ...schema }] of Object.entries(declared)) {
      const stated = given[name]
      const value = stated ?? (variable === undefined ? undefined : environment[variable])
      if (value === undefined || value === '') continue
      if (stated === undefined && typeof value === 'string') secrets.add(value)
      taken[name] = holdsSecret(schema, definitions)
        ? fromEnvironment(value, document?.env ?? [], this.#environment)
        : value
      secrets.addDistinct(...secretsIn(schema, taken[name] ?? null))
    }
    return taken
  }

  get rates(): ReturnType<CallLimits['rates']> {
    return this.#limits.rates()
  }

  close(): void {
    for (const protocol of this.#protocols) protocol.close()
  }

  /** What a method comes to in a scope. @throws AppError MISSING_PROPERTY where its path lacks a value */
  async wireCall(call: MethodCall, signal?: AbortSignal): Promise<WireCall> {
    const { schema, method } = call
    const lookup = await this.#lookup(method, call, signal)
    if (isSdk(schema)) {
      const name = method.operation ?? ''
      return { kind: 'operation', name, input: fillInput(method.input, lookup) }
    }
    return requestOf(method, lookup, schema.typeName)
  }

  /** What templates come to in a scope; those that lack a value are left out. */
  async fill(
    templates: Readonly<Record<string, Template>>,
    place: Pick<MethodCall, 'schema' | 'scope'>,
    signal?: AbortSignal,
  ): Promise<JsonObject> {
    return fillInput(templates, await this.#lookup(templates, place, signal))
  }

  /** What the names in a template stand for. The account is asked for where a name is of it. */
  async #lookup(
    template: MethodDocument | Readonly<Record<string, Template>>,
    { schema, scope }: Pick<MethodCall, 'schema' | 'scope'>,
    signal: AbortSignal | undefined,
  ): Promise<Lookup> {
    const asksAccount = jsonText(template).includes('{.account}')
    const account = asksAccount
      ? await this.#parts.accountOf(scope.place.connection, signal)
      : undefined
    return scopeLookup(schema, scope, {
      ...(account === undefined ? {} : { account }),
      toWire: (name, value) => {
        const property = schema.properties[name] ?? factsOf(schema).table.derived?.[name]?.schema
        const own = holdsSecret(property, schema.definitions)
          ? fromEnvironment(value, factsOf(schema).env ?? [], this.#environment)
          : value
        return isSdk(schema) ? (toWire(own, property, schema) as Json) : own
      },
    })
  }

  /**
   * Makes a call; tries again what passes, and what may have arrived only where that does no harm.
   * @throws AppError; `unanswered` where a write may have been done all the same
   */
  async send(call: MethodCall, wire: WireCall, signal?: AbortSignal): Promise<ProtocolAnswer> {
    const { schema, scope, observer } = call
    const { connector, errors = [] } = factsOf(schema)
    const { connection, region } = scope.place
    const operation = wire.kind === 'operation' ? wire.name : `${wire.verb} ${wire.path}`
    const [provider = '', service = ''] = schema.typeName.split('.')
    const limited = {
      type: schema.typeName,
      service,
      operation: call.method.operation ?? call.method.request ?? '',
      connection,
      region,
    }
    const protocol = await this.#parts.protocols[connector.protocol]()
    this.#protocols.add(protocol)
    const tries = new Tries(factsOf(schema), call.mayRepeat)
    for (;;) {
      throwIfAborted(signal)
      await this.#limits.turn(limited, factsOf(schema), signal)
      observer?.sending()
      this.#count(limited.operation)
      this.#trace(`${operation} <-`, call, { value: sentBy(wire), isAnswer: false })
      try {
        const { typeName } = schema
        const answer = await protocol.call(
          { connector, call: wire, connection, region, typeName },
          signal,
        )
        this.#tell(operation, call, 'answered')
        this.#trace(`${operation} ->`, call, { value: answer.body, isAnswer: true })
        return answer
      } catch (error) {
        if (!(error instanceof ProtocolFailure)) throw error
        const { facts } = error
        this.#tell(operation, call, facts.name)
        const { wait, isThrottled } = tries.failed(facts)
        if (isThrottled) {
          this.#parts.statistics.throttles++
          observer?.throttled()
        }
        if (wait === undefined || signal?.aborted === true) {
          const { identifier } = call
          const failed = {
            what: `${operation} of ${documentType(provider, service, schema.table)}`,
            typeName: schema.typeName,
            ...(identifier === undefined ? {} : { identifier }),
            errors,
            connection,
            region,
          }
          const told = { ...facts, message: this.#cut(facts.message) }
          throw failureError(told, failed, tries.mayHaveArrived && !isRead(call))
        }
        this.#parts.statistics.retries++
        observer?.retried()
        await pause(wait, signal)
      }
    }
  }

  /** A text without what was taken from the environment. */
  #cut(text: string): string {
    return this.#environment.secrets.cut(text, '***')
  }

  #count(operation: string): void {
    const { calls } = this.#parts.statistics
    calls[operation] = (calls[operation] ?? 0) + 1
  }

  /** For `--debug=2`. */
  #trace(
    what: string,
    { schema, method }: MethodCall,
    body: { readonly value: Json | undefined; readonly isAnswer: boolean },
  ): void {
    const { host } = this.#parts
    if (host.traces !== true) return
    const text = `${what} ${this.#cut(traceText(schema, method, body))}`
    host.notify({ code: '9002', level: 'trace', text })
  }

  #tell(operation: string, { schema, scope }: MethodCall, what: string): void {
    const service = schema.typeName.split('.').slice(0, 2).join('.')
    const text = `${operation} ${service} ${scope.place.region} -> ${what}`
    this.#parts.host.notify({ code: '9001', level: 'debug', text })
  }
}

function sentBy(wire: WireCall): Json | undefined {
  if (wire.kind === 'operation') return plain(wire.input)
  return wire.body ?? (Object.keys(wire.query).length > 0 ? wire.query : undefined)
}

/** As JSON has it: times as texts. */
const plain = (value: unknown): Json => parseJson(jsonText(value)) as Json

/** What the catalogue knows of how a table is asked. @throws AppError INTERNAL for a table of no document */
export function factsOf({ document, typeName }: ResourceSchema): DocumentFacts {
  if (document !== undefined) return document
  throw new AppError('INTERNAL', `${typeName} is no table of a document`)
}

function isSdk(schema: ResourceSchema): boolean {
  return factsOf(schema).connector.protocol === 'aws-sdk'
}

function isRead({ method }: MethodCall): boolean {
  return (
    method.request?.startsWith('GET ') ?? /^(Get|List|Describe|Search)/.test(method.operation ?? '')
  )
}

function requestOf(method: MethodDocument, lookup: Lookup, typeName: string): WireCall {
  const [verb = 'GET', template = '/'] = (method.request ?? '').split(' ')
  const [route = '', asked = ''] = template.split('?')
  const about = { lookup, typeName, request: template }
  const path = fillPath(route, about, pathSegment)
  const query = fillPath(asked, about, queryValue)
  const headers = asTexts(
    (fillTemplate(method.headers ?? {}, lookup) ?? {}) as Record<string, Json>,
  )
  const body = fillBody(method.body, lookup)
  const stated = new URLSearchParams(query)
  return {
    kind: 'request',
    verb,
    path,
    query: { ...Object.fromEntries(stated), ...asTexts(fillInput(method.input, lookup)) },
    headers: mapValues(headers, headerValue),
    ...(body === undefined ? {} : { body }),
  }
}

/** A path, or its query, with its names filled in; each value of a path is one segment of it, or a part of one. */
function fillPath(
  template: string,
  { lookup, typeName, request }: { lookup: Lookup; typeName: string; request: string },
  encode: typeof pathSegment,
): string {
  return template.replace(/\{([^{}]+)\}/g, (_found, name: string) => {
    const value = lookup(name)
    if (value === undefined || value === null || value === '') {
      throw new AppError('MISSING_PROPERTY', `${request} of ${typeName} needs ${name}`, {
        typeName,
      })
    }
    return encode(value, name, request)
  })
}

function asTexts(values: Readonly<Record<string, Json>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : jsonText(value),
    ]),
  )
}

function mapValues(
  values: Readonly<Record<string, string>>,
  change: (value: string, name: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, change(value, name)]),
  )
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new AppError('CANCELLED', 'the call was cancelled')
}
