import { AppError } from '../../errors/index.js'
import { filtered } from '../../plan/index.js'
import type { ResultSet } from '../../relation/index.js'
import type { SessionNames } from './session-names.js'
import type { ViewRecord } from './view-record.js'

const COLUMNS = ['name', 'kind', 'query', 'refreshed_at', 'rows', 'coverage'] as const

/** Answers SHOW VIEWS: views, materialized ones with what their refresh came to, and temporary tables. */
export function viewRows(names: SessionNames, like: string | undefined): ResultSet {
  const { store } = names
  const views = store
    .names()
    .sort()
    .map((name): (string | null)[] => {
      try {
        const record = store.read(name)
        return record === undefined ? [] : recordRow(record)
      } catch (error) {
        // One file that cannot be read hides no other.
        return [name, 'unreadable', null, null, null, AppError.from(error).message]
      }
    })
    .filter((row) => row.length > 0)
  const tables = names.temporary.map((name) => [name, 'temporary table', null, null, null, null])
  return filtered(
    {
      columns: COLUMNS.map((name) => ({ name, type: 'VARCHAR' })),
      rows: [...views, ...tables],
    },
    like,
  )
}

function recordRow({ name, query, rows }: ViewRecord): (string | null)[] {
  if (rows === undefined) return [name, 'view', query, null, null, null]
  const { missing, units, refreshedAt, count } = rows
  const coverage =
    missing.length === 0
      ? 'complete'
      : `${String(units - missing.length)} of ${String(units)} answered; missing: ${missing.join('; ')}`
  return [name, 'materialized view', query, refreshedAt, String(count), coverage]
}
