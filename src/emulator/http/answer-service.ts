import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { AppError } from '../../errors/index.js'
import { inputProblems } from '../../resource/index.js'
import type { Caller } from '../protocol.js'
import { isServiceOperation } from '../protocol.js'
import {
  SERVICE_NAMES,
  findService,
  protocolOfStrangers,
  scopeService,
} from '../services/find-service.js'
import type { FrontDoorCodes, Protocol, WireRequest } from '../services/protocols/protocol.js'
import type { Service, ServiceCall } from '../services/service.js'
import { ServiceError } from '../services/service-error.js'
import { principalOf } from '../services/sts/principal.js'
import { accountOfRole } from '../services/sts/role-arn.js'
import { sessionOf } from '../services/sts/session-token.js'
import { callerOf } from './caller-of.js'
import { INVALID_TOKEN, EXPIRED_TOKEN } from './credentials.js'
import { passWire } from './pass-wire.js'
import type { Refusals } from './pass-wire.js'
import { sendAnswer } from './send-answer.js'
import type { ServerParts } from './server-parts.js'

/** Answers a call of a service beside Cloud Control, errors in that service's own protocol. */
export async function answerService(
  parts: ServerParts,
  request: WireRequest,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID()
  const service = findService(request)
  const protocol = service?.protocol ?? protocolOfStrangers(request)
  try {
    if (service === undefined) throw stranger(request, protocol)
    const call = decode(parts, service, request)
    const refusals = refusalsOf(parts, service, call)
    const { operation, input } = call
    const struck = { operation, input, caller: struckCaller(call) }
    const passage = await passWire(parts, struck, refusals, response)
    if (passage === 'over') return
    const plane = await parts.plane
    const context = {
      ...(await plane.context(service.validates)),
      landscape: parts.landscape,
    }
    refuseInput(service, call)
    const output = service.operations[operation]?.(context, call)
    if (output === undefined) throw unknownOperation(protocol, operation)
    if (passage === 'unheard') response.destroy()
    else sendAnswer(response, protocol.answer(operation, output, requestId), requestId)
  } catch (reason) {
    if (response.destroyed) return
    const error = reason instanceof ServiceError ? reason : internal(parts, protocol, reason)
    sendAnswer(response, protocol.fault(error, requestId), requestId)
  }
}

function decode(parts: ServerParts, { protocol }: Service, request: WireRequest): ServiceCall {
  const { operation, input } = protocol.decode(request)
  if (!isServiceOperation(operation)) throw unknownOperation(protocol, operation)
  const caller = callerOf(request.headers.authorization, parts.defaults)
  return { operation, input, caller, session: sessionOf(request.headers['x-amz-security-token']) }
}

/** @throws ServiceError for an input that AWS refuses before it looks at anything else */
function refuseInput({ inputs }: Service, { operation, input }: ServiceCall): void {
  if (inputs === undefined) return
  const problems = inputProblems(inputs.model, operation, input)
  if (problems.length === 0) return
  const told = problems.map(({ path, constraint, value }) => {
    const member = path.replace(
      /(^|\.)([A-Z])/g,
      (_, dot: string, letter: string) => dot + letter.toLowerCase(),
    )
    const shown = typeof value === 'string' ? value : JSON.stringify(value ?? null)
    return `Value '${shown}' at '${member}' failed to satisfy constraint: ${constraint}`
  })
  const count = `${String(told.length)} validation error${told.length === 1 ? '' : 's'} detected`
  throw new ServiceError(inputs.code, `${count}: ${told.join('; ')}`)
}

/** Faults and limits of AssumeRole are those of the role's account: a filter can pick one account's role. */
function struckCaller({ operation, caller, input }: ServiceCall): Caller {
  if (operation !== 'AssumeRole') return caller
  return { ...caller, account: accountOfRole(input['RoleArn']) ?? caller.account }
}

function refusalsOf(parts: ServerParts, service: Service, call: ServiceCall): Refusals {
  const { codes } = service.protocol
  const { session, caller } = call
  const { alwaysIn } = service
  return {
    bucket: service.name,
    invalidToken() {
      const everywhere = alwaysIn === 'all' || alwaysIn.includes(caller.region)
      if (!everywhere && !parts.landscape.regions.isEnabled(caller.region)) {
        return made(codes.invalidToken, INVALID_TOKEN)
      }
      const expired = session !== undefined && session.expires <= parts.clock()
      return expired ? made(codes.expiredToken, EXPIRED_TOKEN) : undefined
    },
    expiredToken: () => made(codes.expiredToken, EXPIRED_TOKEN),
    denied: () => made(codes.accessDenied, deniedText(service, call)),
    throttled: () => made(service.throttled, 'Rate exceeded'),
  }
}

function deniedText(
  { actions }: Service,
  { operation, caller, session, input }: ServiceCall,
): string {
  const role = input['RoleArn']
  const target =
    operation === 'AssumeRole' && typeof role === 'string' ? ` on resource: ${role}` : ''
  return `User: ${principalOf(caller, session).arn} is not authorized to perform: ${actions}:${operation}${target}`
}

const made = ([code, status]: FrontDoorCodes['internal'], message: string): ServiceError =>
  new ServiceError(code, message, status)

const unknownOperation = ({ codes }: Protocol, operation: string): ServiceError =>
  made(codes.unknownOperation, `The local cloud has no operation '${operation}' here`)

function stranger({ headers }: WireRequest, { codes }: Protocol): ServiceError {
  const name = scopeService(headers.authorization) ?? String(headers['x-amz-target'])
  return made(
    codes.unknownOperation,
    `Unknown operation ${name}: the local cloud answers cloudcontrol, ${SERVICE_NAMES.join(', ')}`,
  )
}

function internal(parts: ServerParts, { codes }: Protocol, reason: unknown): ServiceError {
  const error = AppError.from(reason)
  parts.io.notify({
    code: '4001',
    level: 'error',
    text: `local cloud: ${error.message}`,
    data: { stack: error.stack },
  })
  return made(codes.internal, error.message)
}
