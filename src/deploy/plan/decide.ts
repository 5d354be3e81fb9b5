import { AppError } from '../../errors/index.js'
import {
  cleanModel,
  planSettledChange,
  replacementOrder,
  statedIdentifier,
  type Change,
} from '../../resource/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
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
  /** Paths (`Tags`, `VpcConfig.SubnetIds`) whose differences are left alone. */
  readonly ignore: readonly string[]
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
  const declared = ignoring(wanted.desired, live, options.ignore)
  const change = await planSettledChange(schema, taggedAs(wanted, declared, options), live, {
    ...(previous === undefined ? {} : { previous: ignoring(previous, live, options.ignore) }),
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
function ignoring(model: JsonObject, live: JsonObject, paths: readonly string[]): JsonObject {
  return paths.reduce<JsonObject>((kept, path) => {
    const steps = path.replace(/^\//, '').split(/[./]/)
    return copied(kept, live, steps) as JsonObject
  }, model)
}

function copied(
  model: Json | undefined,
  live: Json | undefined,
  steps: readonly string[],
): Json | undefined {
  const [step, ...rest] = steps
  if (step === undefined) return live
  if (!isJsonObject(model)) return model
  const inner = isJsonObject(live) ? live[step] : undefined
  const value = rest.length === 0 ? inner : copied(model[step], inner, rest)
  const others = Object.fromEntries(Object.entries(model).filter(([key]) => key !== step))
  return value === undefined ? others : { ...others, [step]: value }
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
