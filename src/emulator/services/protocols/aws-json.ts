import { jsonText } from '../../../util/index.js'
import type { Protocol } from './protocol.js'
import { readJsonBody } from './read-json-body.js'

const CONTENT_TYPE = 'application/x-amz-json-1.1'

/** awsJson1.1: JSON bodies, the operation in `X-Amz-Target: <prefix>.<Operation>`. */
export function awsJson(prefix: string): Protocol {
  return {
    speaks: ({ headers }) => String(headers['x-amz-target']).startsWith(`${prefix}.`),
    decode({ headers, body }) {
      const target = String(headers['x-amz-target'])
      const operation = target.startsWith(`${prefix}.`) ? target.slice(prefix.length + 1) : target
      return { operation, input: readJsonBody(body) }
    },
    answer: (_operation, output) => ({
      status: 200,
      contentType: CONTENT_TYPE,
      body: jsonText(output),
    }),
    fault: ({ code, message, status }) => ({
      status,
      contentType: CONTENT_TYPE,
      body: jsonText({ __type: code, Message: message }),
      errorType: code,
    }),
    codes: {
      unknownOperation: ['UnknownOperationException', 400],
      accessDenied: ['AccessDeniedException', 400],
      invalidToken: ['UnrecognizedClientException', 400],
      expiredToken: ['ExpiredTokenException', 400],
      internal: ['InternalFailure', 500],
    },
  }
}
