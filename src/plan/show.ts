import type { Catalog } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import type { ResultSet } from '../relation/index.js'
import type { ShowStatement } from '../sql/index.js'
import { likePattern, nearest, positionAt } from '../util/index.js'
import { insertTemplate } from './insert-template.js'
import { locateName } from './locate-name.js'
import { methodsOf } from './methods.js'
import { findTable, type Table } from './table.js'

/** Answers SHOW from the catalogue; no call to the cloud. */
export function show(statement: ShowStatement, catalog: Catalog): ResultSet {
  return filtered(rowsOf(statement, catalog), statement.like)
}

function rowsOf(statement: ShowStatement, catalog: Catalog): ResultSet {
  switch (statement.what) {
    case 'providers':
      return texts(
        ['name'],
        catalog.providers().map((name) => [name]),
      )
    case 'services': {
      const provider = providerNamed(statement, catalog)
      return texts(
        ['name', 'resources'],
        catalog
          .services(provider)
          .map((name) => [name, String(catalog.tables(provider, name).length)]),
      )
    }
    case 'resources': {
      const [provider, service] = serviceNamed(statement, catalog)
      return texts(
        ['name', 'type', 'listable'],
        catalog
          .tables(provider, service)
          .flatMap(({ name, typeName, listable }) => [
            [name.table, typeName, listable ? 'yes' : 'no'],
            ...(listable && !typeName.includes('.')
              ? [[`${name.table}_list_only`, typeName, 'yes']]
              : []),
          ]),
      )
    }
    case 'methods':
      return methods(tableNamed(statement, catalog))
    case 'insert':
      return texts(
        ['template'],
        insertTemplate(tableNamed(statement, catalog))
          .split('\n')
          .map((line) => [line]),
      )
  }
}

/** Handlers of a type as StackQL documents them: name, resource, the statement that calls it, what that needs. */
function methods(table: Table): ResultSet {
  return texts(
    ['name', 'resource', 'accessible_by', 'required_params', 'notes'],
    [
      ...methodsOf(table).map(({ name, resource, accessibleBy, required, note }) => [
        name,
        resource,
        accessibleBy,
        required.join(', '),
        note,
      ]),
      ...actionRows(table),
    ],
  )
}

/** Methods of a document that EXEC alone calls. */
function actionRows({ schema, entry }: Table): string[][] {
  return Object.entries(schema.document?.table.actions ?? {}).map(([name, action]) => [
    name,
    entry.name.table,
    'EXEC',
    (action.required ?? []).join(', '),
    action.about ?? '',
  ])
}

function providerNamed(statement: ShowStatement, catalog: Catalog): string {
  const provider = statement.name?.parts[0]?.toLowerCase() ?? ''
  if (statement.name?.parts.length === 1 && catalog.providers().includes(provider)) return provider
  throw unknown(statement, 'UNKNOWN_PROVIDER', catalog.providers())
}

function serviceNamed(statement: ShowStatement, catalog: Catalog): readonly [string, string] {
  const [provider = '', service = ''] =
    statement.name?.parts.map((part) => part.toLowerCase()) ?? []
  if (!catalog.providers().includes(provider)) {
    throw unknown(statement, 'UNKNOWN_PROVIDER', catalog.providers())
  }
  const services = catalog.services(provider)
  if (statement.name?.parts.length === 2 && services.includes(service)) return [provider, service]
  throw unknown(
    statement,
    'UNKNOWN_SERVICE',
    services.map((each) => `${provider}.${each}`),
  )
}

function tableNamed({ source, name }: ShowStatement, catalog: Catalog): Table {
  return locateName(source, name?.offset ?? 0, () => findTable(catalog, name?.parts ?? []))
}

function unknown(
  { source, name }: ShowStatement,
  code: 'UNKNOWN_PROVIDER' | 'UNKNOWN_SERVICE',
  candidates: readonly string[],
): AppError {
  const written = name?.parts.join('.') ?? ''
  const near = nearest(written, candidates)
  return new AppError(code, `"${written}" is not known`, {
    position: positionAt(source, name?.offset ?? 0),
    source,
    hint:
      near.length > 0
        ? `did you mean ${near.join(' or ')}?`
        : 'SHOW PROVIDERS, then SHOW SERVICES IN awscc',
  })
}

function texts(columns: readonly string[], rows: readonly (readonly string[])[]): ResultSet {
  return { columns: columns.map((name) => ({ name, type: 'VARCHAR' })), rows }
}

/** SQL's LIKE over the first column, without regard to case. */
export function filtered(result: ResultSet, like: string | undefined): ResultSet {
  if (like === undefined) return result
  const pattern = likePattern(like)
  return {
    ...result,
    rows: result.rows.filter(([first]) => typeof first === 'string' && pattern.test(first)),
  }
}
