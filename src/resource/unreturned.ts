import type { ResourceSchema } from '../catalog/index.js'
import type { JsonObject } from '../util/index.js'
import { factsOf } from './facts.js'
import { valuesAt } from './pointer.js'
import { isSecretName } from './secret-names.js'

/**
 * Properties that a live resource may have and its service does not return, as `Code.ZipFile`: what the type
 * demands and what is secret first, since a manifest without these is most likely wrong.
 */
export function unreturnedProperties(schema: ResourceSchema, live: JsonObject): string[] {
  const rank = (path: readonly string[]): number =>
    schema.required?.includes(path.join('.')) === true ? 0 : isSecretName(path.at(-1) ?? '') ? 1 : 2
  return factsOf(schema)
    .writeOnly.filter(
      (path) =>
        valuesAt(live, path).length === 0 &&
        // What is inside of a value that is not there is not to be missed.
        (path.length === 1 || valuesAt(live, path.slice(0, -1)).length > 0),
    )
    .toSorted((a, b) => rank(a) - rank(b))
    .map((path) => path.join('.'))
}
