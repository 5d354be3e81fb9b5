import type { ResourceSchema, StepDocument, WriteDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { conditionHolds } from '../../resource/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import type { MutationRequest } from '../connector.js'
import type { WireCall } from '../protocol.js'
import { changedColumns, type CallScope } from './call-scope.js'
import { factsOf, type DocumentCall } from './document-call.js'
import { rawRows, readRow } from './read-rows.js'
import { refuseInput } from './refuse-input.js'
import { refuseRedacted } from './refuse-redacted.js'

/** A write whose method and values are known. */
export interface PreparedWrite {
  readonly schema: ResourceSchema
  readonly write: WriteDocument
  readonly request: MutationRequest
  readonly scope: CallScope
  /** Looks at each step before it is made. */
  readonly beforeStep?: (step: StepDocument) => Promise<void>
  /** Is told what each call answers. */
  readonly hear?: (body: Json) => unknown
}

/**
 * Holds every call of a write against its service's own model, as far as the values are known: nothing is sent.
 * @throws AppError VALUE_TYPE or MISSING_PROPERTY for what the service would refuse
 */
export async function checkSteps(
  calls: DocumentCall,
  { schema, write, scope }: PreparedWrite,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (factsOf(schema).connector.protocol !== 'aws-sdk') return
  for (const [at, method] of dueSteps(write, scope).entries()) {
    const wire = await calls.wireCall({ schema, method, scope, mayRepeat: false }, signal)
    if (isIdle(method.onlyWith, wire)) continue
    // What an earlier call answers may be what is missing here.
    refuseInput(schema, wire, { isComplete: at === 0 || write.returns !== true })
  }
}

/** Makes the calls of a write, one after another; answers what they say of the resource. */
export async function makeSteps(
  calls: DocumentCall,
  { schema, write, request, scope, beforeStep, hear }: PreparedWrite,
  signal: AbortSignal | undefined,
): Promise<JsonObject> {
  let answer: JsonObject = {}
  const done: string[] = []
  for (const method of dueSteps(write, scope)) {
    const call = {
      schema,
      method,
      scope: { ...scope, model: { ...scope.model, ...answer } },
      mayRepeat: method.idempotent === true,
      ...(request.operation === 'CREATE' ? {} : { identifier: request.identifier }),
    }
    const wire = await calls.wireCall(call, signal)
    if (isIdle(method.onlyWith, wire)) continue
    refuseInput(schema, wire, { isComplete: true })
    await beforeStep?.(method)
    refuseRedacted(schema, wire, { scope, goesWith: write.redactedWith })
    try {
      const { body } = await calls.send(call, wire, signal)
      hear?.(body)
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

function dueSteps({ steps }: WriteDocument, scope: CallScope): WriteDocument['steps'] {
  const changed = changedColumns(scope)
  const values = { ...scope.model, ...scope.derived, ...scope.parameters }
  return steps.filter(
    (step) =>
      (step.when?.some((each) => changed.has(each)) ?? true) &&
      conditionHolds(step.if, values) &&
      !(step.unless !== undefined && conditionHolds(step.unless, values)),
  )
}

/** True where a step that a value decides on has none. */
function isIdle(onlyWith: string | undefined, wire: WireCall): boolean {
  if (onlyWith === undefined) return false
  const holder = wire.kind === 'operation' ? wire.input : { ...wire.query, ...bodyOf(wire.body) }
  const value = holder[onlyWith]
  return value === undefined || value === null
}

function bodyOf(body: Json | undefined): JsonObject {
  return isJsonObject(body ?? null) ? (body as JsonObject) : {}
}

function halfDone(cause: unknown, done: readonly string[]): AppError {
  const error = AppError.from(cause)
  if (done.length === 0) return error
  const message = `${error.message}; ${done.join(' and ')} before it was done`
  return new AppError(error.code, message, { ...error.details, cause })
}
