import { sqlText } from '../../util/index.js'
import type { SqlType } from '../../catalog/index.js'
import { toCell } from '../scan/resource-row.js'
import type { Json } from '../../util/index.js'

/** A value of a resource as SQL, of the type that its column has. */
export function sqlLiteral(value: Json | undefined, type: SqlType): string {
  const cell = toCell(value, type)
  if (cell === null) return `CAST(NULL AS ${type})`
  return `CAST(${sqlText(String(cell))} AS ${type})`
}
