import type { ExecutionContext } from '../context.js'
import { driveMutation, sendMutation } from './drive-mutation.js'
import type { Mutation } from './mutation.js'
import { mutationText } from './mutation-text.js'
import type { MutationOutcome } from './outcome.js'
import { takeUpEarlier } from './take-up-earlier.js'

/**
 * Sends a write and follows it to its end. It is noted in the journal before it is sent. A request of an
 * earlier run that was to do the same, and whose end nobody knows, is taken up instead of doing it twice.
 * @throws AppError of a write that failed, was cancelled or ran out of time
 */
export async function runMutation(
  mutation: Mutation,
  context: ExecutionContext,
): Promise<MutationOutcome> {
  const text = mutationText(mutation)
  const earlier = await takeUpEarlier(mutation, text, context)
  if (earlier !== undefined) return earlier
  const { request, event } = await sendMutation(mutation, text, { attempt: 1 }, context)
  return driveMutation({ mutation, text, request, event, attempt: 1 }, context)
}
