import { columnTypesOf } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { ActionCall } from '../plan/index.js'
import type { ResultSet } from '../relation/index.js'
import type { CallPlace } from '../connectors/index.js'
import type { ExecutionContext } from './context.js'
import { insertPlace } from './mutation/insert-place.js'
import { NOWHERE } from './nowhere.js'
import { toResultValue } from './scan/resource-row.js'

/**
 * Calls a method of a provider document and answers its rows. One that changes something is guarded like a write.
 * @throws AppError CONFIRMATION_REQUIRED, CANCELLED, and as the connector
 */
export async function runAction(call: ActionCall, context: ExecutionContext): Promise<ResultSet> {
  const { schema, name, action, parameters } = call
  const { connector, host, limit, signal } = context
  await guard(call, context)
  const place = await placeOf(call, context)
  const request = { ...place, typeName: schema.typeName, action: name, parameters }
  const rows = await limit(() => connector.act(request, signal))
  if (action.next !== undefined) {
    host.notify({ code: '2110', level: 'info', text: action.next })
  }
  const columns = actionColumns(call)
  return {
    columns: columns.map(({ name: column, type }) => ({ name: column, type })),
    rows: rows.map((row) =>
      columns.map(({ property, type }) => toResultValue(row[property], type)),
    ),
  }
}

/** What an action would do, for a run that changes nothing. */
export function describeAction({ schema, name, action, parameters }: ActionCall): ResultSet {
  const what = action.writes === true ? 'would change something' : 'would read'
  const text = `${schema.typeName}.${name} ${what}: ${action.operation ?? action.request ?? ''} with ${Object.keys(parameters).join(', ') || 'nothing'}`
  return { columns: [{ name: 'plan', type: 'VARCHAR' }], rows: [[text]] }
}

function actionColumns({ schema, action }: ActionCall): ReturnType<typeof columnTypesOf> {
  const { columns: properties = { answer: {} } } = action
  return columnTypesOf({ ...schema, properties })
}

async function placeOf(
  { schema, region }: ActionCall,
  context: ExecutionContext,
): Promise<CallPlace> {
  if (schema.reach === 'nowhere') return NOWHERE
  return insertPlace(region === undefined ? {} : { region: { value: region, place: {} } }, context)
}

async function guard(
  { schema, name, action }: ActionCall,
  { guard: { yes }, host, signal }: ExecutionContext,
): Promise<void> {
  if (action.writes !== true || yes) return
  const what = `${schema.typeName}.${name}`
  const about = action.about === undefined ? '' : ` (${action.about})`
  if (host.confirm === undefined) {
    throw new AppError(
      'CONFIRMATION_REQUIRED',
      `nothing was done: ${what} changes something${about}`,
      {
        hint: '--yes does it',
      },
    )
  }
  const lines = [`${what}${about}`]
  if (await host.confirm({ lines, text: `Run ${name}?` }, signal)) return
  throw new AppError('CANCELLED', 'nothing was done')
}
