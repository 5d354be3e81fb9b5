import type { ParentProperty } from '../resource-schema.js'
import { requiredListInputs } from './list-inputs.js'
import { parentsByName, type ParentType } from './parent-rules.js'
import type { ReviewedParents } from './reviewed-parents.js'

/** The known parents of a type by input: the reviewed ones, else those that names tell. */
export function findParents(
  child: ParentType,
  siblings: readonly ParentType[],
  reviewed: ReviewedParents,
): Readonly<Record<string, ParentProperty>> | undefined {
  const inputs = [...new Set(requiredListInputs(child).flat())]
  if (inputs.length === 0) return undefined
  const named = parentsByName(child, siblings)
  const parents = inputs.flatMap((input) => {
    const key = `${child.typeName}.${input}`
    const parent = reviewed.has(key) ? reviewed.get(key) : named[input]
    return parent === undefined ? [] : [[input, parent] as const]
  })
  // Of a service's types some may be missing here (an import of private types): then nothing is settled yet.
  return parents.length === 0 ? undefined : Object.fromEntries(parents)
}
