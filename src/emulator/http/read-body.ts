import type { IncomingMessage } from 'node:http'

/** Well above the largest call the service model allows. */
const LARGEST_BODY = 2_000_000

/** The body as text; undefined where it is too large. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > LARGEST_BODY) return undefined
    chunks.push(chunk)
  }
  const [only] = chunks
  return only !== undefined && chunks.length === 1
    ? only.toString('utf8')
    : Buffer.concat(chunks).toString('utf8')
}
