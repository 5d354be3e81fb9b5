import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { describeAction, runAction, type ExecutionContext } from '../execution/index.js'
import { actionCall, execStatement, type ActionCall } from '../plan/index.js'
import type { ResultSet } from '../relation/index.js'
import type { ExecStatement, Statement } from '../sql/index.js'
import { rowAnswer, textAnswer } from './answer.js'
import type { StatementResult } from './statement-result.js'

interface ExecParts {
  readonly catalog: Catalog
  readonly readOnly: boolean
  readonly context: () => Promise<ExecutionContext>
  readonly run: (statement: Statement) => Promise<StatementResult>
}

/** Runs an EXEC: an action of a provider document, or the statement that it stands for. */
export async function runExec(
  statement: ExecStatement,
  { catalog, readOnly, context, run }: ExecParts,
): Promise<StatementResult> {
  const action = actionCall(statement, catalog)
  const isDry = statement.isDry === true
  if (action === undefined) {
    const inner = execStatement(statement, catalog)
    return run(isDry ? explained(inner) : inner)
  }
  if (isDry) return textAnswer(statement, describeAction(action))
  if (readOnly && action.action.writes === true) {
    throw new AppError('READ_ONLY', 'this session only reads: nothing was sent')
  }
  const answer = await runAction(action, await context())
  const { secret, text } = action.action
  const isPrivate = secret === true || text !== undefined
  const shown = text === undefined ? undefined : textOf(action.action, answer)
  return {
    ...(shown === undefined ? rowAnswer(statement, answer) : textAnswer(statement, shown)),
    ...(isPrivate && { isPrivate }),
  }
}

/** The one column of an answer that is a text of its own: a script, a key. */
function textOf({ columns = {}, text = '' }: ActionCall['action'], answer: ResultSet): ResultSet {
  const place = Object.keys(columns).indexOf(text)
  const column = answer.columns[place]
  if (column === undefined) return answer
  const rows = answer.rows.map((row) => {
    const value = row[place] ?? null
    return [typeof value === 'string' ? value.replace(/\n$/, '') : value]
  })
  return { columns: [column], rows }
}

function explained(statement: Statement): Statement {
  switch (statement.kind) {
    case 'query':
    case 'insert':
    case 'update':
    case 'delete':
      return { kind: 'explain', source: statement.source, statement }
    default:
      return statement
  }
}
