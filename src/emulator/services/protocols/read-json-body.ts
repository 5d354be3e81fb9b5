import { parseJson, type Json, type JsonObject } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import { ServiceError } from '../service-error.js'

/** The members of a JSON body; none of an empty one. @throws ServiceError SerializationException */
export function readJsonBody(body: string): JsonObject {
  let value: Json
  try {
    value = body === '' ? {} : (parseJson(body) as Json)
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON')
  }
  if (isJsonObject(value)) return value
  throw new ServiceError('SerializationException', 'The request body must be a JSON object')
}
