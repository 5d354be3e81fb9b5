import type { RelationalEngine } from './relational-engine.js'

/**
 * An engine that is loaded when something of it is needed first: what plans and writes resources without SQL never
 * does. Its calls fail as loading it fails.
 * @param load answers the same engine each time
 */
export function lazyEngine(load: () => Promise<RelationalEngine>): RelationalEngine {
  let asked: Promise<RelationalEngine> | undefined
  const engine = (): Promise<RelationalEngine> => (asked ??= load())
  const ifLoaded = (work: (loaded: RelationalEngine) => void): void => {
    // Who asked for it hears that it cannot be loaded.
    asked?.then(work, () => undefined)
  }
  return {
    syntaxTree: async (sql) => (await engine()).syntaxTree(sql),
    sqlOf: async (tree) => (await engine()).sqlOf(tree),
    define: async (relations) => (await engine()).define(relations),
    countStatements: async (sql) => (await engine()).countStatements(sql),
    optimizedPlan: async (sql) => (await engine()).optimizedPlan(sql),
    boundPlan: async (sql) => (await engine()).boundPlan(sql),
    load: async (relation, batch) => (await engine()).load(relation, batch),
    share: async (relations, held) => (await engine()).share(relations, held),
    query: async (sql) => (await engine()).query(sql),
    evaluate: async (sql) => (await engine()).evaluate(sql),
    exportParquet: async (sql, path) => (await engine()).exportParquet(sql, path),
    createTable: async (name, sql) => (await engine()).createTable(name, sql),
    dropTable: async (name) => (await engine()).dropTable(name),
    interrupt: () => ifLoaded((loaded) => loaded.interrupt()),
    close: () => ifLoaded((loaded) => loaded.close()),
  }
}
