import type { ResourceSchema } from '../catalog/index.js'
import { jsonText, type JsonObject } from '../util/index.js'
import type { Change, Reason } from './change.js'
import { effectOf } from './create-only.js'
import { checkLength, type PatchOperation } from './patch-document.js'
import { parsePointer, valuesAt } from './pointer.js'
import { refuseTrapped } from './updatable.js'

/**
 * A change by operations that somebody wrote: they are sent as they are, in their order.
 *
 * @param live where it is not known, nothing is said of what was there.
 * @throws AppError NOT_UPDATABLE, PATCH_TOO_LARGE
 */
export function planPatch(
  schema: ResourceSchema,
  patch: readonly PatchOperation[],
  live: JsonObject,
): Change {
  const { typeName } = schema
  refuseTrapped(schema)
  if (patch.length === 0) {
    return Object.freeze({ kind: 'no-op', typeName, reasons: [], unsure: [], unknown: [] })
  }
  const document = jsonText(patch)
  checkLength(document)
  const reasons = patch
    .filter(({ op }) => op !== 'test')
    .map(({ op, path, value, from: source }): Reason => {
      const steps = parsePointer(path)
      const [from] = valuesAt(live, steps)
      const moved = source === undefined ? undefined : valuesAt(live, parsePointer(source))[0]
      const to = op === 'remove' ? undefined : (value ?? moved)
      const why = op === 'remove' ? 'removed' : from === undefined ? 'absent' : 'differs'
      const conditional = effectOf(schema, { path: steps, from, to, why }) === 'may-replace'
      return { path, from, to, why, effect: conditional ? 'may-replace' : 'in-place' }
    })
  return Object.freeze({
    kind: 'update',
    typeName,
    reasons,
    unsure: [],
    unknown: [],
    patch,
    document,
    result: live,
    // What the author of a patch wants is that patch, and no new resource.
    replaceIfRefused: [],
    lostWriteOnly: [],
  })
}
