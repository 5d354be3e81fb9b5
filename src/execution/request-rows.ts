import type { ProgressEvent } from '../connectors/index.js'
import type { Row } from '../relation/index.js'
import type { ExecutionContext } from './context.js'

/** Writes that Cloud Control was asked for and still knows, in the session's connections and regions. */
export async function requestRows({
  connections,
  connector,
  signal,
}: ExecutionContext): Promise<Row[]> {
  const rows: Row[] = []
  for (const { name: connection, isChosen, sessionRegions } of await connections.all()) {
    if (!isChosen) continue
    const regions =
      sessionRegions === 'all' ? await connections.regionsOf(connection, signal) : sessionRegions
    for (const region of regions) {
      for await (const page of connector.requests({ connection, region }, signal)) {
        rows.push(...page.map((event) => [connection, region, ...requestRow(event)]))
      }
    }
  }
  return rows
}

function requestRow(event: ProgressEvent): Row {
  return [
    event.requestToken,
    event.typeName ?? null,
    event.identifier ?? null,
    event.operation,
    event.status,
    event.hookMessages?.join('; ') ?? event.message ?? null,
    event.errorCode ?? null,
    timeText(event.eventTime),
    timeText(event.retryAfter),
  ]
}

function timeText(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString()
}
