import { formatIdentifier, parseIdentifier } from '../../resource/index.js'
import type { DeleteStatement } from '../../sql/index.js'
import type { ExecutionContext } from '../context.js'
import { runMutation } from './await-mutation.js'
import type { MutationOutcome } from './outcome.js'
import { runEach } from './run-each.js'
import { targetTable } from './target-table.js'
import { writeTargets } from './write-keys.js'

/** One DeleteResource for each resource that the condition names. */
export async function runDelete(
  statement: DeleteStatement,
  context: ExecutionContext,
): Promise<MutationOutcome[]> {
  const table = targetTable(statement, 'delete', context)
  const { schema } = table
  const { typeName } = schema
  const found = await writeTargets(statement, table, [], context)
  const targets = found.map(({ region, identifier }) => ({
    region,
    identifier: formatIdentifier(schema, parseIdentifier(schema, identifier)),
  }))
  return runEach(
    targets,
    context,
    ({ region, identifier }, row) =>
      runMutation(
        { body: { operation: 'DELETE', typeName, region, identifier }, schema, row },
        context,
      ),
    ({ region, identifier }) => ({ operation: 'DELETE', typeName, region, identifier }),
  )
}
