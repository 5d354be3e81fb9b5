import type { Protocol } from './protocol.js'
import { readJsonBody } from './read-json-body.js'

const CONTENT_TYPE = 'application/json'

/** restJson1 as far as POSTs of JSON bodies need it: the path says which operation. */
export function restJson(operations: Readonly<Record<string, string>>): Protocol {
  const pathOf = (path: string): string => path.replace(/[?#].*$/s, '')
  return {
    speaks: ({ path }) => Object.hasOwn(operations, pathOf(path)),
    decode: ({ path, body }) => ({
      operation: operations[pathOf(path)] ?? `POST ${pathOf(path)}`,
      input: readJsonBody(body),
    }),
    answer: (_operation, output) => ({
      status: 200,
      contentType: CONTENT_TYPE,
      body: JSON.stringify(output),
    }),
    fault: ({ code, message, status }) => ({
      status,
      contentType: CONTENT_TYPE,
      body: JSON.stringify({ message }),
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
