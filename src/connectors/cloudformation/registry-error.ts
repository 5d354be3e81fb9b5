import { CloudFormationServiceException } from '@aws-sdk/client-cloudformation'
import { AppError } from '../../errors/index.js'
import { misreadAnswer } from '../misread-answer.js'
import { badAnswer } from '../raw-answer.js'

/** True for failures that leave the other types untouched. */
export function isAboutOneType(reason: unknown): reason is CloudFormationServiceException {
  return (
    reason instanceof CloudFormationServiceException &&
    (reason.name === 'TypeNotFoundException' || reason.name === 'CFNRegistryException')
  )
}

/** The AppError of a failed call to the registry. */
export function registryError(reason: unknown, region: string): AppError {
  const what = `CloudFormation in ${region}`
  if (AppError.is(reason)) {
    if (reason.code !== 'BAD_ANSWER') return reason
    return badAnswer(what, reason.message, { region, cause: reason })
  }
  const misread = misreadAnswer(reason)
  if (misread !== undefined) return badAnswer(what, misread.said, { region, cause: reason })
  const { name, message } = reason instanceof Error ? reason : new Error(String(reason))
  const details = { region, cause: reason }
  if (name === 'AbortError') return new AppError('CANCELLED', 'the import was cancelled', details)
  if (/CredentialsProviderError|TokenProviderError/.test(name))
    return new AppError('NO_CREDENTIALS', `no AWS credentials were found: ${message}`, {
      ...details,
      hint: 'set AWS_PROFILE or --profile, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run aws sso login',
    })
  if (!(reason instanceof CloudFormationServiceException))
    return new AppError('UNREACHABLE', `no answer from CloudFormation in ${region}: ${message}`, {
      ...details,
      hint: 'check the network, the region name and --endpoint-url',
    })
  if (
    /AccessDenied|UnauthorizedOperation|InvalidClientTokenId|SignatureDoesNotMatch|Expired/.test(
      name,
    )
  )
    return new AppError('ACCESS_DENIED', `CloudFormation in ${region} refused: ${message}`, {
      ...details,
      hint: 'the import needs cloudformation:ListTypes and cloudformation:DescribeType',
    })
  if (/Throttl|TooManyRequests|RequestLimitExceeded/.test(name))
    return new AppError('THROTTLED', `CloudFormation in ${region} throttled to the end`, details)
  return new AppError('SERVICE_REJECTED', `CloudFormation in ${region}: ${message}`, details)
}
