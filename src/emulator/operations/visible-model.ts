import type { JsonObject } from '../../util/index.js'
import { withoutAll } from '../model/pointer.js'
import type { ResourceType } from '../model/resource-type.js'

/** What a read may return: everything but write-only values. */
export const visibleModel = (type: ResourceType, model: JsonObject): JsonObject =>
  withoutAll(model, type.writeOnly)

/** What counts as desired: everything but read-only values. */
export const desiredModel = (type: ResourceType, model: JsonObject): JsonObject =>
  withoutAll(model, type.readOnly)
