import { AppError } from '../../errors/index.js'
import { badAnswer, brokenHttp } from '../raw-answer.js'
import { certificateHint, CREDENTIALS, transportCode } from '../transport-code.js'
import type { CallContext } from './service-error.js'

/** The AppError of a call that never got an answer. */
export function transportError(
  error: unknown,
  context: CallContext,
  { target, profile }: { readonly target: string; readonly profile: string | undefined },
): AppError {
  if (AppError.is(error)) return error
  const message = error instanceof Error ? error.message : String(error)
  if (error instanceof Error && error.name === 'AbortError') {
    return new AppError('CANCELLED', 'the call was cancelled', { region: context.region })
  }
  if (error instanceof Error && CREDENTIALS.test(error.name)) {
    return noCredentials(error, profile)
  }
  const broken = brokenHttp(error)
  if (broken !== undefined) {
    const what = [context.operation, context.typeName].filter(Boolean).join(' ')
    const said = `what ${target} answered ${broken}`
    return badAnswer(`${what} in ${context.region}`, said, { region: context.region, cause: error })
  }
  return new AppError(
    'UNREACHABLE',
    `no answer from ${target}: ${message || transportCode(error)}`,
    {
      region: context.region,
      hint:
        certificateHint(error) ??
        'check the network, the region name and --endpoint-url; --local needs no network',
      cause: error,
    },
  )
}

function noCredentials(error: Error, profile: string | undefined): AppError {
  const where = profile === undefined ? '' : ` for profile ${profile}`
  return new AppError('NO_CREDENTIALS', `no AWS credentials were found${where}: ${error.message}`, {
    hint: 'set AWS_PROFILE or --profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws sso login; --local needs no credentials',
    cause: error,
  })
}
