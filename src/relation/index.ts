export type { ColumnDefinition, RelationDefinition } from './relation-definition.js'
export type { ResultColumn, ResultSet, ResultValue } from './result-set.js'
export type { Cell, Row, RowBatch } from './row.js'
