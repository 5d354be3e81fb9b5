import { forwarding, type Connector, type MutationRequest } from '../connectors/index.js'
import { AppError } from '../errors/index.js'
import {
  bodyHash,
  outcomeRows,
  resumeRequests,
  type ExecutionContext,
  type RequestRecord,
} from '../execution/index.js'
import { silentHost } from '../io/index.js'
import type { MutationStatement } from '../sql/index.js'
import { mutate } from './run-write.js'
import type { StatementResult } from './statement-result.js'

/** Requests of earlier runs whose end is unknown. */
interface UnfinishedRequests {
  /** Those that went where this session's calls go. */
  readonly here: readonly RequestRecord[]
  readonly elsewhere: readonly RequestRecord[]
}

/** Tells which unfinished requests a session can take up: credentials of another account find nothing. */
async function unfinishedRequests({
  journal,
  connections,
  signal,
}: ExecutionContext): Promise<UnfinishedRequests> {
  const here: RequestRecord[] = []
  const elsewhere: RequestRecord[] = []
  for (const record of (await journal?.unfinished()) ?? []) {
    const { target, account, connection } = record.place
    const isHere =
      target === (await connections.targetOf(connection)) &&
      (account === undefined ||
        target !== 'aws' ||
        (await connections.accountOf(connection, signal)) === account)
    if (isHere) here.push(record)
    else elsewhere.push(record)
  }
  return { here, elsewhere }
}

/** Takes up what earlier runs left; `script` gives back the bodies that hold secrets. Nothing of it is run. */
export async function resume(
  script: readonly MutationStatement[],
  context: ExecutionContext,
): Promise<StatementResult> {
  const { here, elsewhere } = await unfinishedRequests(context)
  if (elsewhere.length > 0) {
    const places = [...new Set(elsewhere.map(({ place }) => placeName(place)))]
    context.host.notify({
      code: '2109',
      level: 'warning',
      text: `${String(elsewhere.length)} unfinished requests went elsewhere and are left alone: ${places.join(', ')}`,
    })
  }
  const needed = here.some(({ secrets, requestToken }) => secrets && requestToken === undefined)
  const bodies = needed ? await bodiesOf(script, context) : new Map<string, string>()
  const outcomes = await resumeRequests(here, bodies, context)
  const failures = outcomes.map(({ error }) => error).filter((error) => error !== undefined)
  const { columns, rows } = outcomeRows(outcomes)
  return {
    kind: 'resume',
    columns,
    batches: batchOf(rows),
    presentation: 'rows',
    coverage: [],
    failures,
  }
}

// eslint-disable-next-line @typescript-eslint/require-await -- a result is an async iterable, this one is at hand
async function* batchOf<T>(rows: readonly T[]): AsyncGenerator<readonly T[]> {
  yield rows
}

function placeName({ target, connection, region, account }: RequestRecord['place']): string {
  const who = account ?? connection
  return `${target} ${who} ${region}`
}

const UNASKED = { journal: undefined, host: silentHost, guard: { yes: true } }

/** What the writes of a script would send, by hash; nothing is sent. */
async function bodiesOf(
  script: readonly MutationStatement[],
  context: ExecutionContext,
): Promise<ReadonlyMap<string, string>> {
  const bodies = new Map<string, string>()
  const connector = withoutWrites(context.connector, (request) => {
    if (request.operation === 'DELETE') return
    const body = request.operation === 'CREATE' ? request.desiredState : request.patchDocument
    bodies.set(bodyHash(body), body)
  })
  for (const statement of script) {
    try {
      await mutate(statement, { ...context, ...UNASKED, connector })
    } catch (error) {
      // A statement that cannot be planned any more gives no bodies; its requests are looked for by other means.
      if (!AppError.is(error) || error.code === 'CANCELLED') throw error
      context.host.notify({ code: '2110', level: 'debug', text: error.message })
    }
  }
  return bodies
}

function withoutWrites(connector: Connector, see: (request: MutationRequest) => void): Connector {
  const nothing = (): Promise<never> =>
    Promise.reject(new AppError('USAGE', 'a script that is read again sends nothing'))
  return {
    ...forwarding(() => connector),
    close: () => undefined,
    mutate: (request) => {
      see(request)
      return nothing()
    },
    act: nothing,
    cancel: nothing,
    rehearse: nothing,
  }
}
