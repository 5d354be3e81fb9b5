import { AppError } from '../errors/index.js'
import {
  ChangeSet,
  commit,
  described,
  isSent,
  outcomeRows,
  planWrite,
  viewStaged,
  type ExecutionContext,
  type MutationOutcome,
  type OnFailure,
} from '../execution/index.js'
import type { MutationStatement, Statement, TransactionStatement } from '../sql/index.js'
import { rowAnswer, textAnswer } from './answer.js'
import type { StatementResult } from './statement-result.js'

/** The transaction of a session: writes are planned and kept from BEGIN on, and sent at COMMIT. */
export class Transaction {
  #set: ChangeSet | undefined

  get isOpen(): boolean {
    return this.#set !== undefined
  }

  /**
   * BEGIN, COMMIT or ROLLBACK.
   * @throws AppError TRANSACTION where one is open, or none is
   */
  async run(
    statement: TransactionStatement,
    onFailure: OnFailure,
    context: () => Promise<ExecutionContext>,
  ): Promise<StatementResult> {
    switch (statement.action) {
      case 'begin':
        this.#begin()
        break
      case 'rollback':
        this.#open()
        this.#set = undefined
        break
      case 'commit':
        return this.#commit(statement, onFailure, await context())
    }
    return rowAnswer(statement, { columns: [], rows: [] })
  }

  #begin(): void {
    if (this.#set !== undefined) {
      throw new AppError('TRANSACTION', 'a transaction is open already', {
        hint: 'COMMIT applies it, ROLLBACK drops it',
      })
    }
    this.#set = new ChangeSet()
  }

  /** Plans a write over the cloud as it is, and keeps it. */
  async stage(statement: MutationStatement, context: ExecutionContext): Promise<StatementResult> {
    const set = this.#open()
    if (statement.returning !== undefined) {
      throw new AppError('TRANSACTION', 'in a transaction nothing is written before COMMIT', {
        hint: 'leave RETURNING out, and SELECT after COMMIT',
      })
    }
    const liveOf = set.liveOf.bind(set)
    const plan = await planWrite(statement, { look: true, liveOf }, context)
    set.add(plan)
    const outcomes = plan.writes.map((write): MutationOutcome => ({
      ...described(write),
      status: isSent(write) ? 'STAGED' : 'UNCHANGED',
      note: isSent(write) ? 'waits for COMMIT' : 'is so already',
    }))
    return { ...rowAnswer(statement, outcomeRows(outcomes)), coverage: context.coverage.units }
  }

  /** Applies what is staged. The transaction is over, whatever comes of it; only where the guard refuses it stays open. */
  async #commit(
    statement: Statement,
    onFailure: OnFailure,
    context: ExecutionContext,
  ): Promise<StatementResult> {
    const outcomes = await commit(this.#open().writes, onFailure, context)
    this.#set = undefined
    const failures = outcomes.map(({ error }) => error).filter((error) => error !== undefined)
    return { ...rowAnswer(statement, outcomeRows(outcomes)), failures }
  }

  /** SHOW CHANGES */
  changes(statement: Statement): StatementResult {
    const { lines, report, changes } = viewStaged(this.#open().writes)
    const columns = [{ name: 'changes', type: 'VARCHAR' }]
    const rows = lines.map((line) => [line])
    return { ...textAnswer(statement, { columns, rows }), plan: report, changes }
  }

  #open(): ChangeSet {
    if (this.#set !== undefined) return this.#set
    throw new AppError('TRANSACTION', 'no transaction is open', { hint: 'BEGIN opens one' })
  }
}
