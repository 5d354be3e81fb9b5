import { AppError } from '../../errors/index.js'
import {
  cleanModel,
  planSettledChange,
  propertyPath,
  replacementOrder,
  statedIdentifier,
  type Change,
} from '../../resource/index.js'
import type { StackResource } from '../../manifest/index.js'
import { isJsonObject, jsonEqual, type Json, type JsonObject } from '../../util/index.js'
import type { Found } from '../find/find-resource.js'
import { canBeTagged, carries, ownershipTags, withTags, type Ownership } from '../find/ownership.js'
import { restoreSecrets, type Hash } from '../state/hashed-secrets.js'
import type { ResourceRecord } from '../state/stack-record.js'
import type { Wanted } from '../wanted.js'

export interface DecideOptions {
  readonly found: Found | undefined
  readonly record: ResourceRecord | undefined
  readonly ownership: Ownership
  readonly hash: Hash
  /** Paths whose differences are left alone. */
  readonly ignore: StackResource['ignoreChanges']
  /** Overrides the order of a replacement that the type asks for. */
  readonly replacement?: 'create_then_delete' | 'delete_then_create'
}

/** What makes one resource as it is wanted. */
export async function decideChange(wanted: Wanted, options: DecideOptions): Promise<Change> {
  const { schema } = wanted
  const { found, replacement } = options
  if (found === undefined) return planSettledChange(schema, ownedModel(wanted, options), undefined)
  const live = found.properties
  const previous = previousOf(wanted, options)
  const ignored = options.ignore.map(({ text }) => propertyPath(schema, text))
  const declared = ignoring(wanted.desired, live, ignored)
  const change = await planSettledChange(schema, taggedAs(wanted, declared, options), live, {
    ...(previous === undefined ? {} : { previous: ignoring(previous, live, ignored) }),
  })
  if (change.kind !== 'replace') return change
  const asked = replacement === undefined ? change : { ...change, strategy: replacement }
  const desired = ownedModel(wanted, options)
  const ordered = { ...asked, desired }
  return { ...ordered, strategy: replacementOrder(schema, ordered, found.identifier) }
}

/** The model of a new resource, with the tags that find it again where nothing else does. */
function ownedModel(wanted: Wanted, { ownership }: DecideOptions): JsonObject {
  const { schema, desired, name } = wanted
  const model = cleanModel(schema, desired)
  if (wanted.identifier !== undefined || statedIdentifier(schema, model) !== undefined) return model
  return canBeTagged(schema) ? withTags(schema, model, ownershipTags(ownership, name)) : model
}

/** A model that declares tags keeps the stack's own. */
function taggedAs(wanted: Wanted, desired: JsonObject, options: DecideOptions): JsonObject {
  const { schema, name } = wanted
  const { found, record, ownership } = options
  if (found === undefined || !canBeTagged(schema)) return desired
  const tags = ownershipTags(ownership, name)
  if (!carries(schema, found.properties, tags)) return desired
  const property = schema.tagging?.tagProperty?.split('/').at(-1) ?? 'Tags'
  const declares = property in desired || property in (record?.applied ?? {})
  return declares ? withTags(schema, desired, tags) : desired
}

function previousOf(
  { desired }: Wanted,
  { record, found, hash }: DecideOptions,
): JsonObject | undefined {
  if (record?.applied === undefined || record.identifier !== found?.identifier) return undefined
  return restoreSecrets(record.applied, desired, hash)
}

/** A model whose ignored paths are as they are live. */
function ignoring(
  model: JsonObject,
  live: JsonObject,
  paths: readonly (readonly string[])[],
): JsonObject {
  return paths.reduce((kept, path) => copied(kept, live, path) as JsonObject, model)
}

function copied(
  model: Json | undefined,
  live: Json | undefined,
  steps: readonly string[],
): Json | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return live
  if (Array.isArray(model)) return copiedItem(model, live, { index: Number(step), rest })
  if (!isJsonObject(model)) return model
  const inner = isJsonObject(live) ? live[step] : undefined
  const value = rest.length === 0 ? inner : copied(model[step], inner, rest)
  const others = Object.fromEntries(Object.entries(model).filter(([key]) => key !== step))
  return value === undefined ? others : { ...others, [step]: value }
}

/** A list one of whose items is as it is live, all of it or at a path inside. */
function copiedItem(
  model: readonly Json[],
  live: Json | undefined,
  { index, rest }: { readonly index: number; readonly rest: readonly string[] },
): readonly Json[] {
  const item = model[index]
  if (item === undefined || !Array.isArray(live)) return model
  const candidates = live as readonly Json[]
  const other = rest.length === 0 ? candidates[index] : mostAlike(item, candidates, index)
  // What is in an item that is yet to be added has nothing to be left as.
  if (other === undefined && rest.length > 0) return model
  const value = copied(item, other, rest)
  return model.flatMap((one, at) => (at === index ? (value === undefined ? [] : [value]) : [one]))
}

/** The item that shares the most values with a given one: many services answer lists in another order. */
function mostAlike(item: Json, candidates: readonly Json[], index: number): Json | undefined {
  const shared = (other: Json | undefined): number =>
    isJsonObject(item) && isJsonObject(other)
      ? Object.entries(item).filter(([key, value]) => jsonEqual(value, other[key] ?? null)).length
      : 0
  return candidates.reduce(
    (best, other) => (shared(other) > shared(best) ? other : best),
    candidates[index],
  )
}

/** @throws AppError where a protected resource would go */
export function refuseProtected(name: string, action: string, isProtected: boolean): void {
  if (!isProtected || (action !== 'delete' && action !== 'replace')) return
  throw new AppError(
    'CONFIGURATION',
    `${name} is protected, and this would ${action} it; nothing was changed`,
    {
      hint: 'take protect: true out of the manifest first',
    },
  )
}
