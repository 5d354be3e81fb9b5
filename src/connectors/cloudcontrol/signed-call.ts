import type { AwsCredentialIdentity, Provider } from '@smithy/types'
import pRetry from 'p-retry'
import { AppError } from '../../errors/index.js'
import { KnownSecrets, MASK, type JsonObject, jsonText } from '../../util/index.js'
import type { PostRequest, HttpClient } from '../http-client.js'
import { DEFAULT_CONNECTION } from '../connection.js'
import type { CallGate } from './call-gate.js'
import type { EndpointResolver } from './endpoint.js'
import type { CloudControlOptions } from './options.js'
import { CLOUD_CONTROL, hostOf } from './json-service.js'
import type { LimitedCall, SetLimits } from '../set-limits.js'
import { readAnswer } from './read-answer.js'
import { requireRegion } from './require-region.js'
import { signHeaders } from './sign-headers.js'
import {
  isExpired,
  isThrottle,
  mayPass,
  serviceError,
  type CallContext,
  type ServiceFailure,
} from './service-error.js'
import { isNeverSent, mayReconnect } from '../transport-code.js'
import { traceText } from './trace-text.js'
import { transportError } from './transport-error.js'

/** Throttled calls are worth many tries; the awscc provider uses as many. */
const MOST_TRIES = 25
/** Server faults seldom last; one that does is not worth two minutes. */
const MOST_FAULTS = 6
/** New credentials that have run out, too, were not what was missing. */
const MOST_RENEWALS = 1
/** A host that refuses connections is soon given up. */
const MOST_RECONNECTS = 4

interface SignedCallParts {
  readonly options: CloudControlOptions
  readonly http: HttpClient
  readonly endpoint: EndpointResolver
  readonly gate: CallGate
  readonly limits: SetLimits
}

/** What one call shares over its tries. */
interface Sending {
  readonly signal: AbortSignal | undefined
  readonly wire: Wire
}

/** Whether a try has left and has no answer yet. */
interface Wire {
  isOpen: boolean
}

/**
 * Sends signed calls without a client object for each account and region: one HTTP client for all, signatures with the
 * region and credentials of the call. A resend repeats the ClientToken of a write.
 */
export class SignedCall {
  readonly #parts: SignedCallParts
  readonly #credentials = new Map<string, Provider<AwsCredentialIdentity>>()

  constructor(parts: SignedCallParts) {
    this.#parts = parts
  }

  /** @throws AppError; see Connector. */
  async send(input: JsonObject, context: CallContext, signal?: AbortSignal): Promise<JsonObject> {
    requireRegion(context.region)
    const { statistics } = this.#parts.options
    let reconnects = 0
    let faults = 0
    // A write whose connection broke, or that met a fault of the server, may have been accepted.
    let unanswered = false
    let renewals = 0
    let sentAt = 0
    const wire = { isOpen: false }
    let answer: JsonObject | undefined
    try {
      const attempt = async (number: number): Promise<JsonObject> => {
        if (number > 1) {
          statistics.retries++
          context.observer?.retried()
        }
        sentAt = Date.now()
        answer = await this.#gated(input, context, { signal, wire })
        return answer
      }
      return await pRetry(attempt, {
        retries: MOST_TRIES,
        // The gate holds throttled scopes back; this is for what the gate cannot know.
        minTimeout: 50,
        maxTimeout: 5_000,
        factor: 1.6,
        randomize: true,
        ...(signal === undefined ? {} : { signal }),
        shouldRetry: ({ error }) => {
          const failure = failureOf(error)
          if (failure !== undefined && isExpired(failure)) {
            const { access } = this.#parts.options
            return ++renewals <= MOST_RENEWALS && access.renew(context.connection, sentAt)
          }
          if (failure !== undefined) {
            return isThrottle(failure) || (mayPass(failure) && ++faults <= MOST_FAULTS)
          }
          // A local cloud may have moved to another process: ask for its address again.
          this.#parts.endpoint.forget()
          return mayReconnect(error) && ++reconnects <= MOST_RECONNECTS
        },
        onFailedAttempt: ({ error }) => {
          const failure = failureOf(error)
          unanswered ||= mayHaveArrived(error, wire)
          if (failure !== undefined && isThrottle(failure)) {
            statistics.throttles++
            context.observer?.throttled()
          }
        },
      })
    } catch (error) {
      // Cancelled once the service had answered: what it has done is done.
      if (answer !== undefined) return answer
      const failure = failureOf(error)
      unanswered ||= mayHaveArrived(error, wire)
      if (failure !== undefined) throw marked(serviceError(failure, context), unanswered)
      const target = await this.#target(context)
      const profile = this.#parts.options.access.profile(context.connection)
      throw marked(transportError(error, context, { target, profile }), unanswered)
    }
  }

  /** One try, when its turn has come. A page of a list or a status goes first: more waits for it. */
  async #gated(
    input: JsonObject,
    context: CallContext,
    { signal, wire }: Sending,
  ): Promise<JsonObject> {
    const urgent = context.operation !== 'GetResource'
    await this.#parts.limits.turn(limitedCall(context), signal)
    const answer = await this.#parts.gate.run<JsonObject | FailedCall>(
      scopeOf(context),
      async () => {
        try {
          return { value: await this.#once(input, context, { signal, wire }), throttled: false }
        } catch (error) {
          const failure = failureOf(error)
          if (failure === undefined) throw error
          return { value: new FailedCall(failure), throttled: isThrottle(failure) }
        }
      },
      { urgent, signal },
    )
    if (answer instanceof FailedCall) throw answer
    return answer
  }

  async #once(
    input: JsonObject,
    context: CallContext,
    { signal, wire }: Sending,
  ): Promise<JsonObject> {
    const { options, http } = this.#parts
    context.observer?.sending()
    const { calls } = options.statistics
    calls[context.operation] = (calls[context.operation] ?? 0) + 1
    const request = await this.#request(jsonText(input), context)
    this.#trace('<-', request.body, context)
    wire.isOpen = true
    const { status, headers, body } = await http.post(request, signal)
    wire.isOpen = false
    options.host.notify({
      code: '9001',
      level: 'debug',
      text: `${context.operation} ${context.typeName ?? ''} ${context.region} -> ${String(status)} (${String(body.length)} bytes)`,
    })
    this.#trace('->', String(body), context)
    const read = readAnswer({ status, headers, body, host: request.url.host }, context.check)
    if ('value' in read) return read.value
    const { failure } = read
    throw new FailedCall({ ...failure, message: withoutSignature(failure.message, request) })
  }

  /** For `--debug=2`. */
  #trace(direction: string, body: string, { operation, typeName }: CallContext): void {
    const { host, masked } = this.#parts.options
    if (host.traces !== true || masked === undefined) return
    const text = `${operation} ${direction} ${traceText(body, typeName, masked)}`
    host.notify({ code: '9002', level: 'trace', text })
  }

  async #request(body: string, context: CallContext): Promise<PostRequest> {
    const service = context.service ?? CLOUD_CONTROL
    const url = hostOf(service, await this.#parts.endpoint.url(context))
    const headers = {
      host: url.host,
      'content-type': `application/x-amz-json-${service.version}`,
      'content-length': String(Buffer.byteLength(body)),
      'x-amz-target': `${service.target}.${context.operation}`,
      'user-agent': 'skyql',
    }
    if (this.#parts.options.anonymous === true) return { url, headers, body }
    const { region, connection } = context
    const credentials = await this.#credentialsOf(connection)()
    const scope = { service: service.signingName, region, credentials }
    return { url, headers: signHeaders({ path: url.pathname, headers, body }, scope), body }
  }

  #credentialsOf(connection: string): Provider<AwsCredentialIdentity> {
    let provider = this.#credentials.get(connection)
    if (provider === undefined) {
      provider = this.#parts.options.access.credentials(connection)
      this.#credentials.set(connection, provider)
    }
    return provider
  }

  async #target(context: CallContext): Promise<string> {
    try {
      return (await this.#parts.endpoint.url(context)).origin
    } catch (error) {
      return AppError.from(error).message
    }
  }
}

function limitedCall({ connection, region, operation, typeName = '' }: CallContext): LimitedCall {
  const service = typeName.split('::')[1]?.toLowerCase() ?? ''
  return { connection, region, operation, type: typeName, service }
}

/** What the services count calls by: an account and region. */
function scopeOf({ connection, region, service }: CallContext): string {
  const place = connection === DEFAULT_CONNECTION ? region : `${connection} ${region}`
  return service === undefined ? place : `${service.host} ${place}`
}

function mayHaveArrived(error: unknown, { isOpen }: Wire): boolean {
  const failure = failureOf(error)
  if (failure === undefined) return isOpen && !isNeverSent(error)
  // Who answers what nobody can read may have done what was asked.
  return failure.isMisshapen === true || failure.status >= 500
}

function marked(error: AppError, unanswered: boolean): AppError {
  if (!unanswered) return error
  return new AppError(error.code, error.message, { ...error.details, unanswered })
}

/** What a service says without the header that its call was signed with. */
function withoutSignature(text: string, { headers }: PostRequest): string {
  const authorization = Object.entries(headers).find(([name]) => /^authorization$/i.test(name))
  if (authorization === undefined) return text
  const known = new KnownSecrets()
  known.add(...(/[0-9a-f]{64}$/.exec(authorization[1]) ?? []))
  return known.cut(text.replaceAll(authorization[1], MASK))
}

/** An answer that says no; kept apart from errors of the connection. */
class FailedCall extends Error {
  readonly failure: ServiceFailure
  constructor(failure: ServiceFailure) {
    super(failure.message)
    this.failure = failure
  }
}

function failureOf(error: unknown): ServiceFailure | undefined {
  return error instanceof FailedCall ? error.failure : undefined
}
