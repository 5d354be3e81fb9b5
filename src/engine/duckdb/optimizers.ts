import { isJsonObject, type Json } from '../../util/index.js'

/**
 * Over empty tables these would prune everything, and what the others leave cannot be serialised: they
 * replace scans by forms of their own, or leave types that json_serialize_plan finds stale.
 */
const ALWAYS_OFF = [
  'statistics_propagation',
  'empty_result_pullup',
  'compressed_materialization',
  'join_filter_pushdown',
  'late_materialization',
  'limit_pushdown',
  'row_group_pruner',
  'top_n',
  'top_n_window_elimination',
  'window_self_join',
]

/**
 * Optimizers that are off while a plan is read: sets to try in turn. No one set serves every query (the choice
 * of join sides refreshes the types that common table expressions need, and leaves those of cross products
 * stale); test/contracts holds that together they do. The last one costs knowledge of the needed columns.
 */
export const UNREADABLE_OPTIMIZERS: readonly (readonly string[])[] = [
  ALWAYS_OFF,
  [...ALWAYS_OFF, 'build_side_probe_side'],
  [...ALWAYS_OFF, 'build_side_probe_side', 'column_lifetime', 'join_order', 'unused_columns'],
]

/** True where DuckDB can run a query, yet not say how: no fault of the query. */
export function hasNoSerialForm(answer: Json): boolean {
  if (!isJsonObject(answer)) return false
  const { error_type: type, error_message: message } = answer
  return (
    type === 'internal' ||
    (typeof message === 'string' && message.includes('annot plan statement of type'))
  )
}
