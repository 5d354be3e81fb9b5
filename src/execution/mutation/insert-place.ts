import { DEFAULT_CONNECTION, type CallPlace } from '../../connectors/index.js'
import { AppError, type ErrorDetails } from '../../errors/index.js'
import type { PlanConnection } from '../../plan/index.js'
import type { SqlValue } from '../../resource/index.js'
import { mapConcurrent, nearest } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { defaultConnection, defaultRegion, oneConnection } from './default-region.js'

/** Connections that are asked for their account at once. */
const CONNECTIONS_AT_ONCE = 16

/** A value of a row's place, and where the statement has its column. */
export interface StatedPlace {
  readonly value: SqlValue
  readonly place: Pick<ErrorDetails, 'position' | 'source'>
}

/** What a row of an INSERT says of where its resource is made; the session says the rest. */
export interface RowPlace {
  readonly region?: StatedPlace
  readonly connection?: StatedPlace
  readonly account_id?: StatedPlace
}

/**
 * The one connection and region that a row is written to.
 * @throws AppError VALUE_TYPE, UNKNOWN_CONNECTION, AMBIGUOUS_CONNECTION, NO_REGION
 */
export async function insertPlace(row: RowPlace, context: ExecutionContext): Promise<CallPlace> {
  const connection = await connectionFor(row, context)
  const region = row.region && textOf(row.region, "a region is a text such as 'us-east-1'")
  return { connection: connection.name, region: region ?? defaultRegion(connection) }
}

async function connectionFor(row: RowPlace, context: ExecutionContext): Promise<PlanConnection> {
  const name = row.connection && textOf(row.connection, 'a connection is a text')
  const account = row.account_id && textOf(row.account_id, 'an account id is a text of 12 digits')
  if (name === undefined && account === undefined) return defaultConnection(context)
  const all = await context.connections.all()
  const named = name === undefined ? all : all.filter((each) => each.name === name)
  if (named.length === 0) throw unknownConnection(name ?? '', all, row.connection)
  const found = account === undefined ? named : await ofAccount(named, account, context)
  const [only, ...others] = found
  if (only === undefined) {
    const who = name === undefined ? 'no connection leads' : `connection ${name} does not lead`
    throw new AppError('UNKNOWN_CONNECTION', `${who} to account ${account ?? ''}`, {
      ...row.account_id?.place,
      hint: 'SELECT * FROM skyql.connections shows them',
    })
  }
  if (others.length > 0) throw oneConnection(found.map((each) => each.name))
  return only
}

async function ofAccount(
  connections: readonly PlanConnection[],
  account: string,
  { connections: directory, signal }: ExecutionContext,
): Promise<PlanConnection[]> {
  const matching = await mapConcurrent(connections, CONNECTIONS_AT_ONCE, async (each) => {
    const own = each.accountId ?? (await directory.accountOf(each.name, signal))
    return own === account ? [each] : []
  })
  return matching.flat()
}

/** An empty place is one that the row leaves to the session. */
function textOf({ value, place }: StatedPlace, what: string): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value === 'string' && value !== '') return value
  throw new AppError('VALUE_TYPE', `${what}, not ${JSON.stringify(value)}`, place)
}

function unknownConnection(
  name: string,
  all: readonly PlanConnection[],
  stated: StatedPlace | undefined,
): AppError {
  const names = all.map((each) => each.name)
  const near = nearest(name, names)
  const isAlone = names.length === 1 && names[0] === DEFAULT_CONNECTION
  return new AppError('UNKNOWN_CONNECTION', `there is no connection "${name}"`, {
    ...stated?.place,
    hint:
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : isAlone
          ? 'connections are declared in a file: docs/connections.md'
          : `there are ${names.slice(0, 5).join(', ')}`,
  })
}
