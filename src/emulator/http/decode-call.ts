import type { IncomingHttpHeaders } from 'node:http'
import { parseJson, type Json } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'
import type { Call } from '../protocol.js'
import { isOperation } from '../protocol.js'
import { ServiceFault } from '../service-fault.js'
import { scopeService } from '../services/find-service.js'
import type { CallerDefaults } from './caller-of.js'
import { callerOf } from './caller-of.js'

const TARGET = 'CloudApiService.'

/** Whether a call is for Cloud Control: by its operation's full name, else by what it was signed for. */
export const isCloudControl = ({
  'x-amz-target': target,
  authorization,
}: IncomingHttpHeaders): boolean =>
  (typeof target === 'string' && target.startsWith(TARGET)) ||
  scopeService(authorization) === 'cloudcontrolapi'

/** An awsJson1.0 request as a call. @throws ServiceFault UnknownOperation or Serialization */
export function decodeCall(
  headers: IncomingHttpHeaders,
  body: string,
  defaults: CallerDefaults,
): Call {
  const target = headers['x-amz-target']
  const name = typeof target === 'string' ? target.slice(target.indexOf('.') + 1) : ''
  if (typeof target !== 'string' || !target.startsWith(TARGET) || !isOperation(name)) {
    throw new ServiceFault('UnknownOperationException', `Unknown operation ${String(target)}`)
  }
  const input = parse(body)
  if (!isJsonObject(input)) {
    throw new ServiceFault('SerializationException', 'The request body must be a JSON object')
  }
  return { operation: name, caller: callerOf(headers.authorization, defaults), input }
}

function parse(body: string): Json {
  try {
    return body === '' ? {} : (parseJson(body) as Json)
  } catch {
    throw new ServiceFault('SerializationException', 'The request body is not valid JSON')
  }
}
