export { lateEngine } from './late-engine.js'
export type { QueryResult, RelationalEngine, StoredTableName } from './relational-engine.js'
