export { createDuckDbEngine, type DuckDbOptions } from './duckdb-engine.js'
