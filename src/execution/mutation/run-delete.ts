import type { DeleteStatement } from '../../sql/index.js'
import { mapConcurrent } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import type { MutationResult } from './outcome.js'
import { Returning } from './returning.js'
import { runEach } from './run-each.js'
import { targetTable } from './target-table.js'
import { writeTargets } from './write-keys.js'

/** One DeleteResource for each resource that the condition names. */
export async function runDelete(
  statement: DeleteStatement,
  context: ExecutionContext,
): Promise<MutationResult> {
  const table = targetTable(statement, 'delete', context)
  const { schema } = table
  const { typeName } = schema
  const returning = await Returning.prepare(statement, table, context)
  const targets = await writeTargets(statement, table, [], context)
  const before =
    returning === undefined
      ? []
      : await mapConcurrent(targets, context.mutationsInFlight, (target) =>
          returning.readNow(target),
        )
  const outcomes = await runEach(
    targets,
    context,
    ({ connection, region, identifier }, row) =>
      runMutation(
        { body: { operation: 'DELETE', typeName, connection, region, identifier }, schema, row },
        context,
      ),
    ({ connection, region, identifier }) => ({
      operation: 'DELETE',
      typeName,
      connection,
      region,
      identifier,
    }),
  )
  if (returning === undefined) return { outcomes }
  const deleted = before.filter((_row, index) => outcomes[index]?.status === 'SUCCESS')
  const found = deleted.filter((resource) => resource !== undefined)
  return { outcomes, returned: await returning.rows(found) }
}
