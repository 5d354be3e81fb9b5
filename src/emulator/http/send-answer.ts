import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { WireAnswer } from '../services/protocols/protocol.js'

/** Sends a whole answer, with the request id that its body names, if any. */
export function sendAnswer(
  response: ServerResponse,
  { status, body, contentType, errorType }: WireAnswer,
  requestId: string = randomUUID(),
): void {
  const headers: Record<string, string | number> = {
    'Content-Type': contentType,
    'Content-Length': Buffer.byteLength(body),
    'x-amzn-RequestId': requestId,
  }
  if (errorType !== undefined) headers['x-amzn-ErrorType'] = errorType
  response.writeHead(status, headers)
  response.end(body)
}
