export type { QueryResult, RelationalEngine } from './relational-engine.js'
