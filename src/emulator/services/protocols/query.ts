import type { JsonObject } from '../../../util/index.js'
import type { Protocol } from './protocol.js'
import { xmlElement, xmlMembers } from './xml.js'

const CONTENT_TYPE = 'text/xml'

/** AWS Query: a form whose `Action` is the operation, answered in XML of the service's namespace. */
export function query(namespace: string, version: string): Protocol {
  const document = (name: string, content: string): string =>
    `<${name} xmlns="${namespace}">${content}</${name}>`
  return {
    speaks: ({ body }) => body.includes(`Version=${version}`),
    decode({ body }) {
      const { Action = '', ...input } = Object.fromEntries(new URLSearchParams(body))
      return { operation: Action, input: input satisfies JsonObject }
    },
    answer(operation, output, requestId) {
      const result = `<${operation}Result>${xmlMembers(output)}</${operation}Result>`
      const metadata = `<ResponseMetadata>${xmlElement('RequestId', requestId)}</ResponseMetadata>`
      const body = document(`${operation}Response`, result + metadata)
      return { status: 200, contentType: CONTENT_TYPE, body }
    },
    fault({ code, message, status }, requestId) {
      const error = xmlMembers({
        Type: status < 500 ? 'Sender' : 'Receiver',
        Code: code,
        Message: message,
      })
      const content = `<Error>${error}</Error>${xmlElement('RequestId', requestId)}`
      return { status, contentType: CONTENT_TYPE, body: document('ErrorResponse', content) }
    },
    codes: {
      unknownOperation: ['InvalidAction', 400],
      accessDenied: ['AccessDenied', 403],
      invalidToken: ['InvalidClientTokenId', 403],
      expiredToken: ['ExpiredToken', 403],
      internal: ['InternalFailure', 500],
    },
  }
}
