import { AppError } from '../errors/index.js'
import {
  outcomeRows,
  runDelete,
  runInsert,
  runUpdate,
  type ExecutionContext,
  type MutationResult,
} from '../execution/index.js'
import type { MutationStatement } from '../sql/index.js'
import { rowAnswer } from './answer.js'
import type { StatementResult } from './statement-result.js'

/**
 * Runs a write. The writes of one statement fail one by one; only where there is one, its failure is the
 * statement's.
 */
export async function runWrite(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<StatementResult> {
  await requireOneStatement(statement, context)
  const { outcomes, returned } = await mutate(statement, context)
  const failures = outcomes.map(({ error }) => error).filter((error) => error !== undefined)
  const [first] = failures
  if (first !== undefined && outcomes.length === 1) throw first
  const { units: coverage } = context.coverage
  return { ...rowAnswer(statement, returned ?? outcomeRows(outcomes)), coverage, failures }
}

/** Runs a write, whatever answers it. */
export function mutate(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<MutationResult> {
  switch (statement.kind) {
    case 'insert':
      return runInsert(statement, context)
    case 'update':
      return runUpdate(statement, context)
    case 'delete':
      return runDelete(statement, context)
  }
}

/** The engine is asked, too: what it reads as several statements is not one write. */
async function requireOneStatement(
  { source }: MutationStatement,
  { engine }: ExecutionContext,
): Promise<void> {
  if ((await engine.countStatements(source)) === 1) return
  throw new AppError(
    'READERS_DISAGREE',
    'this text can be read as more than one statement, so it was not sent',
  )
}
