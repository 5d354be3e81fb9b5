import { badAnswerText } from './raw-answer.js'

/** What an SDK client leaves on an error that it met while it read an answer. */
interface ReadingError {
  /** Of a service's exception: whatever stood in its place. */
  readonly name?: unknown
  readonly message?: unknown
  readonly $fault?: string
  readonly $response?: {
    readonly statusCode?: number
    readonly headers?: Readonly<Record<string, string>>
  }
  readonly $responseBodyText?: unknown
}

/**
 * What is wrong with an answer that a client of the SDK could not read, in the place of what its reader stumbled over;
 * `undefined` of other errors. Exceptions that services name have a `$fault`.
 */
export function misreadAnswer(
  cause: unknown,
): { readonly said: string; readonly status: number } | undefined {
  const { $fault, $response: response, $responseBodyText: text, ...own } = readingError(cause)
  const isNamed = typeof own.name === 'string' && typeof own.message === 'string'
  if (($fault !== undefined && isNamed) || response?.statusCode === undefined) return undefined
  const { statusCode: status, headers = {} } = response
  const body = Buffer.from(typeof text === 'string' ? text : '')
  const answer = { status, headers, body, host: 'the service' }
  return { said: badAnswerText('is not of the shape that the operation has', answer), status }
}

/** Members by name: some of them cannot be enumerated. */
function readingError(cause: unknown): ReadingError {
  const { $fault, $response, $responseBodyText, name, message } = (cause ?? {}) as ReadingError
  return {
    name,
    message,
    $responseBodyText,
    ...($fault === undefined ? {} : { $fault }),
    ...($response === undefined ? {} : { $response }),
  }
}
