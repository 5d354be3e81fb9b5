import type { ResultValue } from '../../relation/index.js'
import type { ExecutionContext } from '../context.js'
import { collectRows } from './collect-rows.js'
import { bindAndPlan } from './prepare-query.js'

/** The shape of a query's answer. */
export interface QueryShape {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Temporary tables that it reads. */
  readonly temporary: readonly string[]
}

/** Binds a query and answers its columns; no call. @throws AppError whatever is wrong with it */
export async function describeQuery(sql: string, context: ExecutionContext): Promise<QueryShape> {
  const { bound } = await bindAndPlan(sql, context)
  const rows = await engineRows(`DESCRIBE ${bound.sql}`, context)
  return {
    columns: rows.map(([name, type]) => ({ name: textOf(name), type: textOf(type) })),
    temporary: bound.named.temporary,
  }
}

/** The answer of SQL of ours, which names no table of the catalogue. */
export async function engineRows(
  sql: string,
  { engine }: Pick<ExecutionContext, 'engine'>,
): Promise<(readonly ResultValue[])[]> {
  return collectRows(await engine.query(sql))
}

/** DESCRIBE answers with texts. */
function textOf(value: ResultValue | undefined): string {
  return typeof value === 'string' ? value : ''
}
