import type { ProgressEvent } from '../../connectors/index.js'
import { AppError } from '../../errors/index.js'
import type { ResultSet } from '../../relation/index.js'
import type { ExecutionContext } from '../context.js'
import { defaultConnection, defaultRegion } from './default-region.js'

/** Which write to stop; the session says what is left out. */
export interface CancelRequest {
  readonly requestToken: string
  readonly connection?: string
  readonly region?: string
}

/** How a write stands that was asked to stop. */
export type CancelledRequest = ProgressEvent & { readonly region: string }

/**
 * Asks that a write be stopped. One that has ended already is answered with its end. Nothing is rolled back.
 * @throws AppError NOT_FOUND for a token that the service does not know
 */
export async function cancelRequest(
  { requestToken, connection, region }: CancelRequest,
  context: ExecutionContext,
): Promise<CancelledRequest> {
  const { connector, limit, signal } = context
  const place = await placeOf(connection, region, context)
  const request = { requestToken, ...place }
  try {
    const event = await limit(() => connector.cancel(request, signal))
    return { ...event, region: place.region }
  } catch (cause) {
    const error = AppError.from(cause)
    if (error.code !== 'SERVICE_REJECTED') throw error
    // A request that has ended cannot be stopped: how it ended is what there is to say.
    const event = await limit(() => connector.status(request, signal))
    return { ...event, region: place.region, message: event.message ?? error.message }
  }
}

async function placeOf(
  connection: string | undefined,
  region: string | undefined,
  context: ExecutionContext,
): Promise<{ connection: string; region: string }> {
  if (connection !== undefined && region !== undefined) return { connection, region }
  const chosen = await defaultConnection(context)
  return { connection: connection ?? chosen.name, region: region ?? defaultRegion(chosen) }
}

/** How a cancelled write stands, as a row. */
export function cancelledRows(event: CancelledRequest): ResultSet {
  const row = {
    operation: event.operation,
    type_name: event.typeName ?? null,
    region: event.region,
    identifier: event.identifier ?? null,
    status: event.status,
    request_token: event.requestToken,
    message: event.message ?? null,
  }
  return {
    columns: Object.keys(row).map((name) => ({ name, type: 'VARCHAR' })),
    rows: [Object.values(row)],
  }
}
