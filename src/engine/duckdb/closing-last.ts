import { AppError } from '../../errors/index.js'
import type { RelationalEngine } from '../relational-engine.js'

/**
 * An engine that closes when nothing of it runs any more, and is not asked after that: DuckDB's own code ends the
 * process where a connection is closed under what runs on it.
 */
export function closingLast(engine: RelationalEngine): RelationalEngine {
  const running = new Set<Promise<unknown>>()
  let closed = false
  const tracked = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw new AppError('CANCELLED', 'the session was closed')
    const own = work()
    running.add(own)
    try {
      return await own
    } finally {
      running.delete(own)
    }
  }
  return {
    syntaxTree: (sql) => tracked(() => engine.syntaxTree(sql)),
    sqlOf: (tree) => tracked(() => engine.sqlOf(tree)),
    define: (relations) => tracked(() => engine.define(relations)),
    countStatements: (sql) => tracked(() => engine.countStatements(sql)),
    optimizedPlan: (sql) => tracked(() => engine.optimizedPlan(sql)),
    boundPlan: (sql) => tracked(() => engine.boundPlan(sql)),
    load: (relation, batch) => tracked(() => engine.load(relation, batch)),
    share: (relations, held) => tracked(() => engine.share(relations, held)),
    query: async (sql) => {
      const { columns, batches } = await tracked(() => engine.query(sql))
      const each = batches[Symbol.asyncIterator]()
      const next = (): ReturnType<typeof each.next> => tracked(() => each.next())
      return { columns, batches: { [Symbol.asyncIterator]: () => ({ next }) } }
    },
    evaluate: (sql) => tracked(() => engine.evaluate(sql)),
    exportParquet: (sql, path) => tracked(() => engine.exportParquet(sql, path)),
    createTable: (name, sql) => tracked(() => engine.createTable(name, sql)),
    dropTable: (name) => tracked(() => engine.dropTable(name)),
    interrupt: () => {
      if (!closed || running.size > 0) engine.interrupt()
    },
    close: () => {
      if (closed) return
      closed = true
      if (running.size === 0) {
        engine.close()
        return
      }
      engine.interrupt()
      void Promise.allSettled([...running]).then(() => engine.close())
    },
  }
}
