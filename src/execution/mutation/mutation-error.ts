import type { ProgressEvent } from '../../connectors/index.js'
import { AppError, type ErrorCode } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'
import { statedIdentifier, type Mutation } from './mutation.js'

const CODES: Readonly<Record<string, ErrorCode>> = {
  AlreadyExists: 'ALREADY_EXISTS',
  NotFound: 'NOT_FOUND',
  AccessDenied: 'ACCESS_DENIED',
  UnauthorizedTaggingOperation: 'ACCESS_DENIED',
  InvalidCredentials: 'ACCESS_DENIED',
  NotUpdatable: 'NOT_UPDATABLE',
  Throttling: 'THROTTLED',
}

/** The command that takes up what is left behind, and the journal that it needs. */
type Resuming = Pick<ExecutionContext, 'journal' | 'resumeCommand'>

const RESUME = 'skyql exec --resume'

type Redact = (text: string) => string

/** The error of a write that its service ended without success. */
export function failedMutation(event: ProgressEvent, mutation: Mutation, redact: Redact): AppError {
  const { operation, typeName, region } = mutation.body
  const code =
    CODES[event.errorCode ?? ''] ??
    (event.status === 'CANCEL_COMPLETE' ? 'CANCELLED' : 'REQUEST_FAILED')
  const said = event.hookMessages?.join('; ') ?? event.message ?? event.errorCode ?? event.status
  const identifier = event.identifier ?? statedIdentifier(mutation)
  const hint = hintFor(event, operation, identifier)
  const verb = event.status === 'CANCEL_COMPLETE' ? 'was cancelled' : 'failed'
  return new AppError(code, `${operation} of ${typeName} in ${region} ${verb}: ${redact(said)}`, {
    typeName,
    region,
    requestToken: event.requestToken,
    ...(identifier === undefined ? {} : { identifier }),
    ...(hint === undefined ? {} : { hint }),
  })
}

function hintFor(
  { errorCode, status, hookMessages }: ProgressEvent,
  operation: string,
  identifier: string | undefined,
): string | undefined {
  const named = identifier === undefined ? '' : ` as ${identifier}`
  if (errorCode === 'AlreadyExists') {
    return `it is there already${named}: UPDATE it, or choose another name`
  }
  if (hookMessages !== undefined) {
    return 'a CloudFormation hook of the account checks this type: change what it names, or the hook'
  }
  if (status === 'CANCEL_COMPLETE') {
    return 'nothing is rolled back: look whether the resource is there, or was changed'
  }
  if (errorCode === 'NotStabilized') {
    return `the resource may be there${named} and not ready yet: look at it before you try again`
  }
  if (operation === 'CREATE' && errorCode !== 'AccessDenied' && identifier !== undefined) {
    return `a part of it may have been made${named}: look before you try again`
  }
  return undefined
}

/** A write goes on whatever ended the wait for it: the user gets what finds it again. */
export function lostSight(
  cause: unknown,
  { requestToken }: Pick<ProgressEvent, 'requestToken'>,
  mutation: Mutation,
  { resumeCommand = RESUME }: Resuming,
): AppError {
  const { code, message } = AppError.from(cause)
  const { operation, typeName, region } = mutation.body
  const identifier = statedIdentifier(mutation)
  const why = code === 'CANCELLED' ? '' : `: ${message}`
  return new AppError(code, `stopped waiting; the ${operation} of ${typeName} goes on${why}`, {
    typeName,
    region,
    requestToken,
    underWay: true,
    ...(identifier === undefined ? {} : { identifier }),
    hint: `${resumeCommand} follows it to its end${askedBeside(mutation, requestToken)}`,
    cause,
  })
}

/** A write failed in a way that passes, and was to be sent again when the wait was ended. */
export function notSentAgain(
  cause: unknown,
  { errorCode, status }: ProgressEvent,
  mutation: Mutation,
  { journal, resumeCommand = journal === undefined ? undefined : RESUME }: Resuming,
): AppError {
  const { operation, typeName, region } = mutation.body
  const identifier = statedIdentifier(mutation)
  return new AppError(
    AppError.from(cause).code,
    `the ${operation} of ${typeName} failed downstream (${errorCode ?? status}), and was not sent again any more`,
    {
      typeName,
      region,
      ...(identifier === undefined ? {} : { identifier }),
      hint:
        resumeCommand === undefined ? 'run the statement again' : `${resumeCommand} sends it again`,
      cause,
    },
  )
}

/** How to ask for a request without skyql; of tables of documents Cloud Control knows nothing. */
function askedBeside({ schema, body }: Mutation, requestToken: string): string {
  if (schema.document !== undefined) return ''
  return ` (aws cloudcontrol get-resource-request-status --request-token ${requestToken} --region ${body.region})`
}

/** A write was sent and no answer came: it may have been done. */
export function unanswered(
  cause: unknown,
  mutation: Mutation,
  {
    journal,
    resumeCommand = journal === undefined ? undefined : RESUME,
    seen = '',
  }: Resuming & { readonly seen?: string },
): AppError {
  const error = AppError.from(cause)
  const { operation, typeName } = mutation.body
  // Services with APIs of their own keep no account of requests.
  const command = mutation.schema.document === undefined ? resumeCommand : undefined
  return new AppError(
    error.code,
    `whether the ${operation} of ${typeName} was accepted is not known: ${error.message}`,
    {
      ...error.details,
      hint: [
        seen,
        command
          ? `${command} finds out, and takes it to its end without doing it twice`
          : 'look whether it was done before you run the statement again',
      ]
        .filter((part) => part !== '')
        .join('; '),
      cause,
    },
  )
}

/** The wait for a write took longer than its handler may. */
export function outOfTime(
  { requestToken }: ProgressEvent,
  { body }: Mutation,
  minutes: number,
  { resumeCommand = RESUME }: Resuming,
): AppError {
  const { operation, typeName, region } = body
  return new AppError(
    'TIMEOUT',
    `${operation} of ${typeName} did not end within the ${duration(minutes)} that it may take`,
    {
      typeName,
      region,
      requestToken,
      underWay: true,
      hint: `${resumeCommand} asks again how it ended`,
    },
  )
}

function duration(minutes: number): string {
  const [count, unit] =
    minutes < 2 ? [Math.round(minutes * 60), 'second'] : [Math.round(minutes), 'minute']
  return `${String(count)} ${unit}${count === 1 ? '' : 's'}`
}
