import { AppError } from '../../errors/index.js'
import { identifiersEqual, planSettledChange, statedIdentifier } from '../../resource/index.js'
import type { ResourceDescription } from '../../connectors/index.js'
import type { ResourceRecord } from '../state/stack-record.js'
import type { Wanted } from '../wanted.js'
import { canBeKnown, evidenceOf } from './evidence.js'
import type { Inventory } from './inventory.js'
import { canBeTagged, carries, ownershipTags, type Ownership } from './ownership.js'

/** How a resource was found; what is found by its properties alone may be somebody else's. */
export type FoundBy = 'identifier' | 'record' | 'tags' | 'properties'

export interface Found extends ResourceDescription {
  readonly by: FoundBy
  /** Identifiers of resources that this one is to take the place of. */
  readonly leftovers: readonly string[]
  /** True where nothing tells that this stack has made it. */
  readonly foreign?: boolean
}

export interface FindOptions {
  readonly inventory: Inventory
  readonly record: ResourceRecord | undefined
  /** True where a record is kept and says nothing of this stack yet: it may have been lost. */
  readonly mayBeForgotten: boolean
  readonly keepsRecord: boolean
  readonly ownership: Ownership
  /** True where another declared resource of the stack is the one with this identifier. */
  readonly isOthers: (identifier: string) => boolean
}

/**
 * Finds the resource that a stack means: by the identifier that its manifest states, by the one that was
 * recorded, by ownership tags, or, where a type has none of these, by what was declared of it.
 * @returns `undefined` where there is none.
 * @throws AppError CONFIGURATION where several fit, nothing can tell whether one that nearly fits is meant, or the
 *   type or the region is another one than it was built with
 */
export async function findResource(
  wanted: Wanted,
  options: FindOptions,
): Promise<Found | undefined> {
  const { schema, region, desired } = wanted
  const { inventory, ownership, isOthers } = options
  const stated = wanted.identifier ?? statedIdentifier(schema, desired)
  const recorded = await recordedHere(wanted, options)
  const leftovers = (recorded?.leftovers ?? []).filter((one) => !isOthers(one))
  if (stated !== undefined) {
    const moved = recorded !== undefined && !identifiersEqual(schema, recorded.identifier, stated)
    const there = await inventory.get(schema, region, stated, moved ? undefined : recorded?.at)
    if (there !== undefined) {
      const old = moved && !isOthers(recorded.identifier) ? [recorded.identifier] : []
      return { by: 'identifier', leftovers: [...leftovers, ...old], ...there }
    }
    if (!moved) {
      refuseGone(wanted)
      return undefined
    }
  }
  if (recorded !== undefined && !isOthers(recorded.identifier)) {
    const there = await inventory.get(schema, recorded.region, recorded.identifier, recorded.at)
    if (there !== undefined) return { by: 'record', leftovers, ...there }
  }
  refuseGone(wanted)
  if (stated !== undefined) return undefined
  if (canBeTagged(schema)) {
    const tags = ownershipTags(ownership, wanted.name)
    const all = await inventory.all(schema, region, desired)
    const [ours, ...others] = (all ?? []).filter(({ properties }) =>
      carries(schema, properties, tags),
    )
    if (others.length > 0)
      throw ambiguous(
        wanted,
        [ours, ...others].map((one) => one?.identifier ?? ''),
        'carry its tags',
      )
    if (ours !== undefined) return { ...ours, by: 'tags', leftovers }
    if (all !== undefined) return undefined
  }
  return findByProperties(wanted, options)
}

/**
 * What was recorded of a resource, where it still holds.
 * @throws AppError CONFIGURATION where it is of another type, or still stands in another region: neither can change,
 *   and to make another one would leave the first behind
 */
async function recordedHere(
  { name, schema, region }: Wanted,
  { inventory, record }: FindOptions,
): Promise<ResourceRecord | undefined> {
  if (record === undefined) return undefined
  const { typeName, identifier, at } = record
  if (typeName !== schema.typeName) {
    throw new AppError(
      'CONFIGURATION',
      `${name} was built as ${typeName} ${identifier}, and is declared as ${schema.typeName} now`,
      { typeName, identifier, hint: 'give the new one another name: the old one goes then' },
    )
  }
  if (record.region === region) return record
  const there = await inventory.get(schema, record.region, identifier, at)
  if (there === undefined) return undefined
  throw new AppError(
    'CONFIGURATION',
    `${name} was built in ${record.region} as ${identifier}, and its region is ${region} now`,
    {
      typeName,
      identifier,
      region: record.region,
      hint: `tear it down in ${record.region} first, or give the new one another name or environment`,
    },
  )
}

/** @throws AppError NOT_FOUND where the manifest means one resource that is not there: another one would not be it */
function refuseGone({ name, schema, region, desired, identifier }: Wanted): void {
  if (identifier === undefined) return
  const named = statedIdentifier(schema, desired)
  if (named !== undefined && identifiersEqual(schema, named, identifier)) return
  const { typeName } = schema
  throw new AppError(
    'NOT_FOUND',
    `${name}: ${typeName} ${identifier}, which the manifest names, is not there`,
    {
      ...{ typeName, identifier, region },
      hint: 'take identifier: out of the manifest to have one made',
    },
  )
}

async function findByProperties(
  wanted: Wanted,
  { inventory, mayBeForgotten, keepsRecord }: FindOptions,
): Promise<Found | undefined> {
  if (!mayBeForgotten && keepsRecord) return undefined
  // What waits for a resource that is yet to be made is not there: whatever is there is another's.
  if (!canBeKnown(wanted)) return undefined
  const { schema, region, desired } = wanted
  const all = await inventory.all(schema, region, desired)
  if (all === undefined) {
    if (keepsRecord) return undefined
    throw needsRecord(wanted, `${schema.typeName} can be neither named, tagged nor listed`)
  }
  const equal: ResourceDescription[] = []
  const near: ResourceDescription[] = []
  for (const one of all) {
    const change = await planSettledChange(schema, desired, one.properties)
    if (change.kind === 'no-op') equal.push(one)
    else if (change.kind === 'update' && mayBeIt(wanted, one, keepsRecord)) near.push(one)
  }
  const [only, ...others] = equal
  if (others.length > 0)
    throw ambiguous(
      wanted,
      equal.map(({ identifier }) => identifier),
      'are as it is declared',
    )
  if (only !== undefined) return { ...only, by: 'properties', leftovers: [] }
  if (near.length === 0 || wanted.unknown.length > 0) return undefined
  const names = near.map(({ identifier }) => identifier).slice(0, 3)
  throw needsRecord(
    wanted,
    `${schema.typeName} has no name and no tags to know it by, and ${names.join(', ')} may be it, changed since`,
  )
}

/**
 * True where one that differs may be the declared one, changed since. Where a record is kept, what shares a parent alone
 * is more likely another environment's.
 */
function mayBeIt(wanted: Wanted, one: ResourceDescription, keepsRecord: boolean): boolean {
  const evidence = evidenceOf(wanted, one.properties)
  return evidence === 'named' || (evidence === 'likely' && !keepsRecord)
}

function ambiguous(
  { name, schema }: Wanted,
  identifiers: readonly string[],
  how: string,
): AppError {
  return new AppError(
    'CONFIGURATION',
    `${name}: ${identifiers.length} resources of ${schema.typeName} ${how}: ${identifiers.slice(0, 5).join(', ')}`,
    { typeName: schema.typeName, hint: 'say which is meant: identifier: … in the manifest' },
  )
}

function needsRecord({ name, schema }: Wanted, why: string): AppError {
  return new AppError(
    'CONFIGURATION',
    `${name} cannot be told from other resources: ${why}; this type needs a state file`,
    {
      typeName: schema.typeName,
      hint: 'keep the record (--state), say which is meant with identifier: … in the manifest, or --assume-new where none of them is',
    },
  )
}
