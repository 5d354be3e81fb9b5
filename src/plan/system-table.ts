import { AppError } from '../errors/index.js'
import type { ColumnDefinition, RelationDefinition } from '../relation/index.js'
import { nearest, positionAt } from '../util/index.js'

/** Tables that tell of skyql itself. */
export type SystemTable = 'coverage' | 'regions' | 'connections'

export const SYSTEM_CATALOG = 'skyql'

const texts = (...names: readonly string[]): readonly ColumnDefinition[] =>
  names.map((name) => ({ name, type: 'VARCHAR' }))
const counts = (...names: readonly string[]): readonly ColumnDefinition[] =>
  names.map((name) => ({ name, type: 'BIGINT' }))

/** Their columns; `coverage` has a row for each unit of the last statement that made scans. */
export const SYSTEM_TABLES: Readonly<Record<SystemTable, RelationDefinition>> = {
  coverage: {
    catalog: SYSTEM_CATALOG,
    schema: 'main',
    table: 'coverage',
    columns: [
      ...texts('table_name', 'type_name', 'connection', 'account_id', 'region', 'status'),
      ...counts('rows', 'calls', 'pages', 'retries', 'throttles', 'ms'),
      ...texts('error', 'note'),
    ],
  },
  regions: {
    catalog: SYSTEM_CATALOG,
    schema: 'main',
    table: 'regions',
    columns: texts('region'),
  },
  connections: {
    catalog: SYSTEM_CATALOG,
    schema: 'main',
    table: 'connections',
    columns: [...texts('connection', 'account_id', 'regions'), { name: 'chosen', type: 'BOOLEAN' }],
  },
}

/** Places that predicates on a place choose from; no statement can name it. */
export const CANDIDATES: RelationDefinition = {
  catalog: SYSTEM_CATALOG,
  schema: 'main',
  table: 'place candidates',
  columns: [...counts('choice', 'place'), ...texts('connection', 'account_id', 'region')],
}

/**
 * The system table that a name means, `undefined` for other names.
 * @throws AppError UNKNOWN_TABLE for a name under `skyql` that is none
 */
export function findSystemTable(
  parts: readonly string[],
  place: { readonly sql: string; readonly offset: number },
): SystemTable | undefined {
  const [owner = '', name = ''] = parts.map((part) => part.toLowerCase())
  if (parts.length !== 2 || owner !== SYSTEM_CATALOG) return undefined
  if (Object.hasOwn(SYSTEM_TABLES, name)) return name as SystemTable
  // A table of the cloud's resources, bound like any other.
  if (name === 'resources') return undefined
  const known = [...Object.keys(SYSTEM_TABLES), 'resources'].map(
    (each) => `${SYSTEM_CATALOG}.${each}`,
  )
  const near = nearest(`${owner}.${name}`, known)
  throw new AppError('UNKNOWN_TABLE', `there is no table "${parts.join('.')}"`, {
    position: positionAt(place.sql, place.offset),
    source: place.sql,
    hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${known.join(', ')}`,
  })
}

/** True for a table of skyql itself; `skyql.resources` is the cloud's. */
export function isSystemName(schema: string, table: string): boolean {
  return (
    schema.toLowerCase() === SYSTEM_CATALOG && Object.hasOwn(SYSTEM_TABLES, table.toLowerCase())
  )
}
