import type { Catalog } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import type { QualifiedName, Statement, UseStatement } from '../../sql/index.js'
import { nearest, positionAt } from '../../util/index.js'

/** What `USE` sets: where names of one or two parts are looked for. @throws AppError UNKNOWN_PROVIDER, UNKNOWN_SERVICE */
export function pathOf({ name, source }: UseStatement, catalog: Catalog): readonly string[] {
  const parts = name.parts.map((part) => part.toLowerCase())
  const [provider = '', service] = parts
  const unknown = (
    code: 'UNKNOWN_PROVIDER' | 'UNKNOWN_SERVICE',
    candidates: readonly string[],
    otherwise: string,
  ): AppError => {
    const near = nearest(parts.join('.'), candidates)
    return new AppError(code, `"${name.parts.join('.')}" is not known`, {
      position: positionAt(source, name.offset),
      source,
      hint: near.length > 0 ? `did you mean ${near.join(' or ')}?` : otherwise,
    })
  }
  if (!catalog.providers().includes(provider)) {
    throw unknown('UNKNOWN_PROVIDER', catalog.providers(), 'SHOW PROVIDERS lists them')
  }
  if (service === undefined) return [provider]
  const services = catalog.services(provider)
  if (parts.length === 2 && services.includes(service)) return [provider, service]
  throw unknown(
    'UNKNOWN_SERVICE',
    services.map((each) => `${provider}.${each}`),
    `USE takes a provider, or a provider and a service: USE ${provider}.${services[0] ?? 's3'}`,
  )
}

/** A statement with the names that `USE` shortens in full; what a query names is looked up when it is read. */
export function qualified(statement: Statement, path: readonly string[]): Statement {
  if (path.length === 0) return statement
  switch (statement.kind) {
    case 'insert':
    case 'update':
    case 'delete':
    case 'describe':
      return { ...statement, table: named(statement.table, 3, path) }
    case 'describe-method':
    case 'exec':
      return { ...statement, method: named(statement.method, 4, path) }
    case 'permissions':
      return { ...statement, statement: qualified(statement.statement, path) }
    case 'explain': {
      const inner = qualified(statement.statement, path)
      return inner.kind === 'query' ||
        inner.kind === 'insert' ||
        inner.kind === 'update' ||
        inner.kind === 'delete'
        ? { ...statement, statement: inner }
        : statement
    }
    case 'show': {
      if (statement.name === undefined) return statement
      const wanted = statement.what === 'methods' || statement.what === 'insert' ? 3 : 2
      return {
        ...statement,
        name: named(statement.name, statement.what === 'services' ? 1 : wanted, path),
      }
    }
    default:
      return statement
  }
}

/** The name with as much of the path in front as makes it `length` parts long. */
function named(name: QualifiedName, length: number, path: readonly string[]): QualifiedName {
  const missing = length - name.parts.length
  const isFull = name.parts[0]?.toLowerCase() === path[0] && name.parts.length > 1
  if (missing <= 0 || missing > path.length || isFull) return name
  return { ...name, parts: [...path.slice(0, missing), ...name.parts] }
}
