import { AppError } from '../../errors/index.js'
import { exceededLimit, tooLong, wholeBody, type AnswerLimits } from '../answer-limits.js'

export const MOST_BYTES = 10 * 1024 * 1024

/**
 * The bytes of an answer. @throws AppError SERVICE_REJECTED where it is longer than the document says; what `wholeBody`
 * throws
 */
export async function readBody(
  stream: AsyncIterable<Uint8Array> | undefined,
  { limits, where }: { readonly limits: AnswerLimits; readonly where: string },
): Promise<Buffer> {
  try {
    return await wholeBody(stream, limits)
  } catch (error) {
    const { message } = tooLong(limits)
    if (exceededLimit(error) !== message) throw error
    throw new AppError('SERVICE_REJECTED', `${where}: the answer ${message}`, {
      hint: 'ask for less, or raise mostBytes in the provider document',
      // The service has done what it was asked before it answered.
      unanswered: true,
    })
  }
}
