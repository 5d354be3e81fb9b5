import { AppError } from '../../errors/index.js'
import { type Json, parseJson } from '../../util/index.js'
import { isJsonObject } from '../../util/index.js'

/**
 * `{ Tags: ..., Name: ... }` as RFC 6902 operations, one `add` of the whole property for each key, in order:
 * `add` upserts, which is all that a service without reading first can be asked.
 *
 * What is null is left out: `add` of null would ask a handler for a value that it cannot have.
 *
 * A text that spells a JSON object or array becomes it. Other texts stay texts, `"0012"` and `"true"` too:
 * which of them is a number or a boolean, the resource's schema says later.
 *
 * @throws AppError TEMPLATE_FILTER for anything but an object.
 */
export function generatePatchDocument(properties: Json): Json {
  const given = structured(properties)
  if (!isJsonObject(given)) {
    throw new AppError('TEMPLATE_FILTER', 'it takes an object of properties', {
      hint: 'For example {{ {"Tags": tags} | generate_patch_document }}.',
    })
  }
  return Object.entries(given)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ({
      op: 'add',
      path: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      value: structured(value),
    }))
}

function structured(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return parseJson(value) as Json
  } catch {
    return value
  }
}
