export { lazyEngine } from './lazy-engine.js'
export type { QueryResult, RelationalEngine, StoredTableName } from './relational-engine.js'
