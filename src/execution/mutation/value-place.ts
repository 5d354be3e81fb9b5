import type { ResourceSchema } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { buildChanges, type SqlValue } from '../../resource/index.js'
import { tokenize } from '../../sql/index.js'
import { positionAt, sqlText } from '../../util/index.js'
import type { WriteColumn } from './target-table.js'

/** A value of a write, with the place that its column, or its expression, has in the statement. */
export interface PlacedValue {
  readonly column: WriteColumn
  readonly value: SqlValue
  readonly offset: number
}

/**
 * Runs work on values; what is wrong with one of them is shown where the statement has it: inside its literal,
 * else at its column. `otherwise` is for what no single value is to blame for.
 */
export function atValue<T>(
  schema: ResourceSchema,
  values: readonly PlacedValue[],
  { source, otherwise }: { readonly source: string; readonly otherwise: number },
  work: () => T,
): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error) || error.details.source === source) throw error
    const blamed = values.find((each) => fails(schema, each))
    const isValue = blamed?.column.kind === 'patch' || OF_THE_VALUE.has(error.code)
    // A position without ours is one inside the value.
    const literal = isValue
      ? literalOffset(blamed, source, error.details.position?.offset)
      : undefined
    const offset = literal ?? blamed?.offset ?? otherwise
    throw new AppError(error.code, error.message, {
      ...error.details,
      position: positionAt(source, offset),
      source,
    })
  }
}

/** Errors of what is written, not of where it is written to. */
const OF_THE_VALUE: ReadonlySet<string> = new Set(['VALUE_TYPE', 'VALUE_JSON', 'UNKNOWN_COLUMN'])

function fails(schema: ResourceSchema, { column, value }: PlacedValue): boolean {
  if (column.kind !== 'property') return column.kind === 'patch'
  try {
    buildChanges(schema, { [column.property]: value })
    return false
  } catch {
    return true
  }
}

/** Where in the statement a place inside a text value is, if the value is one plain literal there. */
function literalOffset(
  placed: PlacedValue | undefined,
  source: string,
  inner = 0,
): number | undefined {
  const { value } = placed ?? {}
  if (typeof value !== 'string') return undefined
  const literal = sqlText(value)
  const found = tokenize(source).filter(({ kind, text }) => kind === 'string' && text === literal)
  const [only, ...others] = found
  if (only === undefined || others.length > 0) return undefined
  const quotes = value.slice(0, inner).split("'").length - 1
  return only.start + (inner === 0 ? 0 : 1 + inner + quotes)
}
