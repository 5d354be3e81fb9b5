import { columnTypesOf } from '../../catalog/index.js'
import type { MutationRequest } from '../../connectors/index.js'
import type { ResultSet } from '../../relation/index.js'
import { mapConcurrent, type JsonObject, jsonText } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { toResultValue } from '../scan/resource-row.js'
import { isSent, type PlannedWrite } from './planned-write.js'
import type { WritePlan } from './write-plan.js'

/**
 * Has a service try writes without doing them; answers what its tests came to, one row a test.
 * @throws AppError as the write would
 */
export async function rehearseWrites(
  { table, kind, writes }: Pick<WritePlan, 'table' | 'kind' | 'writes'>,
  context: ExecutionContext,
): Promise<ResultSet> {
  const { schema } = table
  const { columns: properties = {} } = schema.document?.table.methods[kind]?.rehearsal ?? {}
  const columns = columnTypesOf({ ...schema, properties })
  const { connector, limit, signal } = context
  const cellsOf = (row: JsonObject): ResultSet['rows'][number] =>
    columns.map(({ property, type }) => toResultValue(row[property], type))
  const tested = await mapConcurrent(
    writes.filter(isSent),
    context.mutationsInFlight,
    async (write) => {
      const request = requestOf(write)
      const rows = await limit(() => connector.rehearse(request, signal))
      return rows.map((row) => [write.identifier ?? null, ...cellsOf(row)])
    },
  )
  return {
    columns: [
      { name: 'identifier', type: 'VARCHAR' },
      ...columns.map(({ name, type }) => ({ name, type })),
    ],
    rows: tested.flat(),
  }
}

function requestOf({
  schema,
  place,
  change,
  identifier = '',
  parameters,
}: PlannedWrite): MutationRequest {
  const base = {
    typeName: schema.typeName,
    ...place,
    clientToken: 'trial',
    ...(parameters === undefined ? {} : { parameters }),
  }
  if (change.kind === 'update') {
    return { ...base, operation: 'UPDATE', identifier, patchDocument: change.document }
  }
  return 'desired' in change
    ? { ...base, operation: 'CREATE', desiredState: jsonText(change.desired) }
    : { ...base, operation: 'DELETE', identifier }
}
