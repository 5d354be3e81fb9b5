import { findColumn, type HandlerName } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { findTable, type Table } from '../../plan/index.js'
import type { MutationStatement, NamedColumn } from '../../sql/index.js'
import { nearest, positionAt } from '../../util/index.js'
import type { ExecutionContext } from '../context.js'

/** The table that a write names, checked to have the handler it needs. */
export function targetTable(
  statement: MutationStatement,
  handler: HandlerName,
  context: ExecutionContext,
): Table {
  const place = {
    position: positionAt(statement.source, statement.table.offset),
    source: statement.source,
  }
  const table = located(place, () => findTable(context.catalog, statement.table.parts))
  const { typeName, handlers } = table.schema
  if (table.listOnly) {
    throw new AppError('UNSUPPORTED_OPERATION', 'a _list_only table cannot be written to', {
      ...place,
      hint: `write to ${statement.table.parts.slice(0, 2).join('.')}.${table.entry.name.table}`,
    })
  }
  if (handlers[handler] === undefined) {
    throw new AppError('UNSUPPORTED_OPERATION', `${typeName} has no ${handler} handler`, {
      ...place,
      typeName,
      ...(handler === 'update' ? { hint: 'REPLACE INTO deletes it and makes it anew' } : {}),
    })
  }
  return table
}

/** What a column named in a write means. */
export type WriteColumn =
  | { readonly kind: 'region' }
  | { readonly kind: 'connection' }
  | { readonly kind: 'account_id' }
  | { readonly kind: 'patch' }
  | { readonly kind: 'property'; readonly property: string }

/**
 * The meanings of the columns that a write names.
 * @throws AppError UNKNOWN_COLUMN with the nearest names, SYNTAX for a column that is named twice
 */
export function writeColumns(
  table: Table,
  columns: readonly NamedColumn[],
  source: string,
): WriteColumn[] {
  const seen = new Set<string>()
  return columns.map((column) => {
    const meaning = writeColumn(table, column, source)
    const key = meaning.kind === 'property' ? meaning.property : `:${meaning.kind}`
    if (seen.has(key)) {
      throw new AppError('SYNTAX', `the column "${column.name}" is given twice`, {
        position: positionAt(source, column.offset),
        source,
      })
    }
    seen.add(key)
    return meaning
  })
}

function writeColumn(table: Table, column: NamedColumn, source: string): WriteColumn {
  const place = { position: positionAt(source, column.offset), source }
  const found = findColumn(table.schema, column.name, 'write')
  if (found?.kind === 'property') return { kind: 'property', property: found.column.property }
  if (found !== undefined && found.name !== 'identifier') return { kind: found.name }
  if (column.name.toLowerCase() === 'patchdocument') return { kind: 'patch' }
  if (found !== undefined) {
    throw new AppError(
      'UNKNOWN_COLUMN',
      `"${column.name}" is made by the service and cannot be set`,
      place,
    )
  }
  // Suggestions are spelled in the way of the statement.
  const names = table.schema.columns.map(({ name, property }) =>
    /[A-Z]/.test(column.name) ? property : name,
  )
  const near = nearest(column.name, names)
  throw new AppError(
    'UNKNOWN_COLUMN',
    `${table.schema.typeName} has no property "${column.name}"`,
    {
      ...place,
      hint:
        near.length > 0
          ? `did you mean ${near.join(' or ')}?`
          : `DESCRIBE ${Object.values(table.entry.name).join('.')} lists them`,
    },
  )
}

function located<T>(
  place: { position: ReturnType<typeof positionAt>; source: string },
  work: () => T,
): T {
  try {
    return work()
  } catch (error) {
    if (!AppError.is(error) || error.details.file !== undefined) throw error
    throw new AppError(error.code, error.message, { ...error.details, ...place })
  }
}
