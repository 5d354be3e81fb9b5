import { AppError } from '../../errors/index.js'
import type { StoredKind } from '../../sql/index.js'
import type { SessionNames } from './session-names.js'

/** What names a statement of a session can use beside those of the catalogue, for completion. */
export interface CompletionNames {
  readonly connections: readonly string[]
  /** Views and temporary tables, and what they were made of. */
  readonly stored: readonly {
    readonly name: string
    readonly kind: StoredKind
    readonly query: string
  }[]
  /** `USE provider[.service]`. */
  readonly path: readonly string[]
}

/** Views and temporary tables; a file that cannot be read is told where it is used. */
export function storedNames(names: SessionNames): CompletionNames['stored'] {
  const tables = names.temporaryQueries.map(({ name, query }) => ({
    name,
    query,
    kind: 'temporary table' as const,
  }))
  const views = names.store.names().flatMap((key) => {
    try {
      const record = names.store.read(key)
      if (record === undefined) return []
      const { name, query, rows } = record
      const kind: StoredKind = rows === undefined ? 'view' : 'materialized view'
      return [{ name, query, kind }]
    } catch (error) {
      if (AppError.is(error)) return []
      throw error
    }
  })
  return [...tables, ...views]
}
