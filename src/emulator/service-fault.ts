import type { Operation } from './protocol.js'

/** An error that goes onto the wire in Cloud Control's own shape. Never reaches a user of the library. */
export class ServiceFault extends Error {
  /** `ResourceNotFoundException` */
  readonly type: FaultName

  constructor(type: FaultName, message: string) {
    super(message)
    this.name = 'ServiceFault'
    this.type = type
  }
}

/** HTTP status that the service model gives each error; the wire says 400 for all client faults unless asked. */
const MODELED_STATUS = {
  AlreadyExistsException: 400,
  ClientTokenConflictException: 409,
  ConcurrentModificationException: 500,
  ConcurrentOperationException: 409,
  GeneralServiceException: 400,
  HandlerFailureException: 502,
  HandlerInternalFailureException: 502,
  InvalidCredentialsException: 401,
  InvalidRequestException: 400,
  NetworkFailureException: 502,
  NotStabilizedException: 400,
  NotUpdatableException: 400,
  PrivateTypeException: 400,
  RequestTokenNotFoundException: 404,
  ResourceConflictException: 409,
  ResourceNotFoundException: 404,
  ServiceInternalErrorException: 502,
  ServiceLimitExceededException: 400,
  ThrottlingException: 429,
  TypeNotFoundException: 404,
  UnsupportedActionException: 405,
  // Not in the service model, but sent.
  AccessDeniedException: 400,
  ExpiredTokenException: 400,
  SerializationException: 400,
  UnknownOperationException: 400,
  UnrecognizedClientException: 400,
  ValidationException: 400,
} as const

export type FaultName = keyof typeof MODELED_STATUS

const SERVER_FAULTS: ReadonlySet<FaultName> = new Set([
  'ConcurrentModificationException',
  'HandlerFailureException',
  'HandlerInternalFailureException',
  'NetworkFailureException',
  'ServiceInternalErrorException',
])

/** The status a fault is answered with: recorded traffic says 400 for client faults; 500 is our guess for the rest. */
export function httpStatus(type: FaultName, modeled: boolean): number {
  if (modeled) return MODELED_STATUS[type]
  return SERVER_FAULTS.has(type) ? 500 : 400
}

export const validation = (message: string): ServiceFault =>
  new ServiceFault('ValidationException', message)

export const typeNotFound = (typeName: string): ServiceFault =>
  new ServiceFault('TypeNotFoundException', `The type '${typeName}' cannot be found.`)

export const unsupportedAction = (typeName: string, action: string): ServiceFault =>
  new ServiceFault(
    'UnsupportedActionException',
    `Resource type ${typeName} does not support ${action} action`,
  )

export const modelInvalid = (problems: readonly string[]): ServiceFault =>
  validation(`Model validation failed (${problems.join('\n')})`)

/** A read or list handler that failed, in the form the service gives it synchronously. */
export function handlerNotFound(
  typeName: string,
  message: string,
  requestToken: string,
): ServiceFault {
  return new ServiceFault(
    'ResourceNotFoundException',
    `${typeName} Handler returned status FAILED: ${message} (HandlerErrorCode: NotFound, RequestToken: ${requestToken})`,
  )
}

export const resourceMissing = (typeName: string, identifier: string): string =>
  `Resource of type '${typeName}' with identifier '${identifier}' was not found.`

export const throttled = (): ServiceFault =>
  new ServiceFault('ThrottlingException', 'Rate exceeded')

export const accessDenied = (operation: Operation, account: string, region: string): ServiceFault =>
  new ServiceFault(
    'AccessDeniedException',
    `User: arn:aws:iam::${account}:user/local is not authorized to perform: cloudformation:${operation} ` +
      `on resource: arn:aws:cloudformation:${region}:${account}:resource/*`,
  )
