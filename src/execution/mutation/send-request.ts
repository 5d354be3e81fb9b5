import type { MutationRequest, ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ExecutionContext } from '../context.js'

/**
 * Sends a write. Some services say at once that there is nothing to delete, others once the handler has run: here both
 * are the end of a request, one without a token (`''`).
 * @throws AppError; see Connector.
 */
export async function sendRequest(
  request: MutationRequest,
  { connector, limit, signal }: Pick<ExecutionContext, 'connector' | 'limit' | 'signal'>,
): Promise<ProgressEvent> {
  try {
    return await limit(() => connector.mutate(request, signal))
  } catch (error) {
    if (request.operation !== 'DELETE' || !AppError.is(error) || error.code !== 'NOT_FOUND')
      throw error
    const { operation, typeName, identifier } = request
    const event = { operation, typeName, identifier, requestToken: '', message: error.message }
    // A try before this one that nobody answered may be what has deleted it.
    if (error.details.unanswered === true) return { ...event, status: 'SUCCESS' }
    return { ...event, status: 'FAILED', errorCode: 'NotFound' }
  }
}
