import type { ResourceSchema } from '../resource-schema.js'
import { requiredListInputs } from './list-inputs.js'
import { parentsByName, type ParentType } from './parent-rules.js'
import type { ReviewedParents } from './reviewed-parents.js'

/** What is known of where the inputs of a list handler come from. */
type KnownInputs = Pick<
  ResourceSchema,
  'parents' | 'inputValues' | 'accountInputs' | 'unsuppliedInputs'
>

/** Where the inputs of a type's list handler come from: as was reviewed, else as names tell. */
export function findParents(
  child: ParentType,
  siblings: readonly ParentType[],
  reviewed: ReviewedParents,
): KnownInputs {
  // A few handlers demand what their schemas do not say: that, too, may have been reviewed.
  const beyond = [...reviewed.keys()]
    .filter((key) => key.startsWith(`${child.typeName}.`))
    .map((key) => key.slice(child.typeName.length + 1))
  const inputs = [...new Set([...requiredListInputs(child).flat(), ...beyond])]
  if (inputs.length === 0) return {}
  const named = parentsByName(child, siblings)
  const found = inputs.flatMap((input) => {
    const parent = named[input]
    const known =
      reviewed.get(`${child.typeName}.${input}`) ??
      (parent === undefined ? undefined : ({ kind: 'parent', parent } as const))
    return known === undefined ? [] : [[input, known] as const]
  })
  const parents = found.flatMap(([input, each]) =>
    each.kind === 'parent' ? [[input, each.parent] as const] : [],
  )
  const values = found.flatMap(([input, each]) =>
    each.kind === 'values' ? [[input, each.values] as const] : [],
  )
  const account = found.flatMap(([input, each]) => (each.kind === 'account' ? [input] : []))
  const none = found.flatMap(([input, each]) =>
    each.kind === 'none' ? [[input, each.reason] as const] : [],
  )
  // Of a service's types some may be missing here (an import of private types): then nothing is settled yet.
  return {
    ...(parents.length === 0 ? {} : { parents: Object.fromEntries(parents) }),
    ...(values.length === 0 ? {} : { inputValues: Object.fromEntries(values) }),
    ...(account.length === 0 ? {} : { accountInputs: account }),
    ...(none.length === 0 ? {} : { unsuppliedInputs: Object.fromEntries(none) }),
  }
}
