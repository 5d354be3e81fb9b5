export type { QueryResult, RelationalEngine, StoredTableName } from './relational-engine.js'
