import { jsonText, type JsonObject } from '../../../util/index.js'
import type { Protocol, WireRequest } from './protocol.js'
import { readJsonBody } from './read-json-body.js'

const CONTENT_TYPE = 'application/json'

interface Route {
  readonly operation: string
  readonly method: string
  readonly path: RegExp
  readonly labels: readonly string[]
  /** Members by the name they have in the query. */
  readonly query: Readonly<Record<string, string>>
}

/**
 * restJson1: method and path say which operation. A route is `PUT /domains/{DomainName}/integrations`, members in the
 * query with their names there behind it: `?MaxResults=max-results&NextToken=next-token`. Members of a query are
 * texts, or lists of them where the name is there repeatedly.
 */
export function restJson(operations: Readonly<Record<string, string>>): Protocol {
  const routes = Object.entries(operations).map(([operation, text]) => routeOf(operation, text))
  return {
    speaks: (request) => matchRoute(routes, request) !== undefined,
    decode(request) {
      const found = matchRoute(routes, request)
      if (found === undefined) {
        return { operation: `${request.method} ${pathOf(request.path)}`, input: {} }
      }
      const { route, labels } = found
      const input = { ...readJsonBody(request.body), ...queryOf(route, request.path), ...labels }
      return { operation: route.operation, input }
    },
    answer: (_operation, output) => ({
      status: 200,
      contentType: CONTENT_TYPE,
      body: jsonText(output),
    }),
    fault: ({ code, message, status }) => ({
      status,
      contentType: CONTENT_TYPE,
      body: jsonText({ message }),
      errorType: code,
    }),
    codes: {
      unknownOperation: ['UnknownOperationException', 404],
      accessDenied: ['AccessDeniedException', 403],
      invalidToken: ['UnrecognizedClientException', 403],
      expiredToken: ['ExpiredTokenException', 403],
      internal: ['InternalServerException', 500],
    },
  }
}

function routeOf(operation: string, text: string): Route {
  const [method = '', target = ''] = text.split(' ')
  const [path = '', query = ''] = target.split('?')
  const labels = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const pattern = path.replace(/\{\w+\}/g, '([^/]+)')
  const members = query === '' ? [] : query.split('&').map((pair) => pair.split('='))
  return {
    operation,
    method,
    path: new RegExp(`^${pattern}/?$`),
    labels,
    query: Object.fromEntries(members.map(([member = '', name = '']) => [name, member])),
  }
}

const pathOf = (path: string): string => path.replace(/[?#].*$/s, '')

function matchRoute(
  routes: readonly Route[],
  { method, path }: WireRequest,
): { readonly route: Route; readonly labels: JsonObject } | undefined {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(pathOf(path)) : null
    if (match === null) continue
    const entries = route.labels.map((label, index) => [label, decoded(match[index + 1] ?? '')])
    return { route, labels: Object.fromEntries(entries) as JsonObject }
  }
  return undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Not ours to repair: a lone % stands for itself, and nothing is found under the name.
    return text
  }
}

function queryOf({ query }: Route, path: string): JsonObject {
  const [, text = ''] = path.split('?')
  const values = new URLSearchParams(text)
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, member]) => {
      const all = values.getAll(name)
      return all.length === 0 ? [] : [[member, all.length === 1 ? (all[0] ?? '') : all]]
    }),
  )
}
