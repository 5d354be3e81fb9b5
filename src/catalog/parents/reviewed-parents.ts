import { isJsonObject, type Json } from '../../util/index.js'
import type { InputValue, ParentProperty } from '../resource-schema.js'
import { reviewedEntries } from '../reviewed-entries.js'

/**
 * Where inputs of list handlers come from, by `<type>.<input>`, looked up by a person: where names tell nothing, or
 * the wrong thing.
 */
export type ReviewedParents = ReadonlyMap<string, ReviewedInput>

export type ReviewedInput =
  /** A property of the resources of another type. */
  | { readonly kind: 'parent'; readonly parent: ParentProperty }
  /** One of a few values. */
  | { readonly kind: 'values'; readonly values: readonly InputValue[] }
  /** The account that is asked. */
  | { readonly kind: 'account' }
  /** Nothing can supply it, whatever names tell, and why. */
  | { readonly kind: 'none'; readonly reason: string }

/**
 * Reads `{"AWS::A::Child.Input": …}`: `"AWS::A::Parent.Property"`, `{"values": […], "only": {value: region}}`,
 * `{"account": true}` or `{"none": reason}`.
 * @throws AppError CATALOG_UNREADABLE naming `file` and the entry that is not of that form.
 */
export function parseReviewedParents(text: string, file: string): ReviewedParents {
  return reviewedEntries(text, file, {
    read: (entry) => readParent(entry) ?? readOther(entry),
    form: 'no Type.Property, values, account or none',
  })
}

function readParent(entry: Json): ReviewedInput | undefined {
  const [, typeName, property] =
    /^(\w+::\w+::\w+)\.(\w+)$/.exec(typeof entry === 'string' ? entry : '') ?? []
  return typeName === undefined || property === undefined
    ? undefined
    : { kind: 'parent', parent: { typeName, property } }
}

function readOther(entry: Json): ReviewedInput | undefined {
  if (!isJsonObject(entry)) return undefined
  const { values, only, account, none } = entry
  if (typeof none === 'string' && none !== '') return { kind: 'none', reason: none }
  if (account === true) return { kind: 'account' }
  if (!Array.isArray(values)) return undefined
  const texts = (values as readonly Json[]).filter((each) => typeof each === 'string')
  if (texts.length === 0 || texts.length !== values.length) return undefined
  return {
    kind: 'values',
    values: texts.map((value) => {
      const region = isJsonObject(only) ? only[value] : undefined
      return typeof region === 'string' ? { value, region } : { value }
    }),
  }
}
