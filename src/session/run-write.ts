import { AppError } from '../errors/index.js'
import {
  cancelRequests,
  isCancellation,
  outcomeRows,
  isTrialWord,
  planWrite,
  rehearseWrites,
  runPlan,
  type ExecutionContext,
  type MutationResult,
} from '../execution/index.js'
import type { MutationStatement } from '../sql/index.js'
import { rowAnswer } from './answer.js'
import type { StatementResult } from './statement-result.js'
import type { Transaction } from './transaction.js'

/**
 * Runs a write. The writes of one statement fail one by one; only where there is one, its failure is the
 * statement's.
 */
export async function runWrite(
  statement: MutationStatement,
  given: ExecutionContext,
): Promise<StatementResult> {
  const context = hinted(statement, given)
  await requireOneStatement(statement, context)
  const { outcomes, returned } = await mutate(statement, context)
  const failures = outcomes.map(({ error }) => error).filter((error) => error !== undefined)
  const [first] = failures
  if (first !== undefined && outcomes.length === 1) throw first
  const { units: coverage } = context.coverage
  return { ...rowAnswer(statement, returned ?? outcomeRows(outcomes)), coverage, failures }
}

/** Runs a write, whatever answers it. */
export async function mutate(
  statement: MutationStatement,
  context: ExecutionContext,
): Promise<MutationResult> {
  if (statement.kind === 'delete' && isCancellation(statement, context)) {
    return cancelRequests(statement, context)
  }
  const plan = await planWrite(statement, { look: false }, context)
  if (plan.isTrial) return { outcomes: [], returned: await rehearseWrites(plan, context) }
  return runPlan(plan, context)
}

/** Plans a write for the COMMIT of a transaction. */
export async function stageWrite(
  statement: MutationStatement,
  transaction: Transaction,
  context: ExecutionContext,
): Promise<StatementResult> {
  await requireOneStatement(statement, context)
  if (statement.kind === 'delete' && isCancellation(statement, context)) {
    throw new AppError('UNSUPPORTED_STATEMENT', 'a cancellation cannot wait for COMMIT', {
      hint: 'cancel the request before BEGIN',
    })
  }
  if (statement.words.some(({ word }) => isTrialWord(word))) {
    throw new AppError('UNSUPPORTED_STATEMENT', 'what is only tried cannot wait for COMMIT', {
      hint: 'try it before BEGIN',
    })
  }
  return transaction.stage(statement, context)
}

/** A hint of the statement goes before what the session was told. */
function hinted({ hints }: MutationStatement, context: ExecutionContext): ExecutionContext {
  if (hints.includes('nowait')) return { ...context, wait: false }
  return hints.includes('await') ? { ...context, wait: true } : context
}

/** The engine is asked, too: what it reads as several statements is not one write. */
async function requireOneStatement(
  { source }: MutationStatement,
  { engine }: ExecutionContext,
): Promise<void> {
  // The engine has another word for REPLACE INTO.
  const known = source.replace(/^replace\b/i, 'INSERT OR REPLACE')
  if ((await engine.countStatements(known)) === 1) return
  throw new AppError(
    'READERS_DISAGREE',
    'this text can be read as more than one statement, so it was not sent',
  )
}
