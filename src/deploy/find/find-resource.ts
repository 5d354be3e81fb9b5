import { AppError } from '../../errors/index.js'
import { identifiersEqual, planSettledChange, statedIdentifier } from '../../resource/index.js'
import type { ResourceDescription } from '../../connectors/index.js'
import type { ResourceRecord } from '../state/stack-record.js'
import type { Wanted } from '../wanted.js'
import type { Inventory } from './inventory.js'
import { canBeTagged, carries, ownershipTags, type Ownership } from './ownership.js'

/** How a resource was found; what is found by its properties alone may be somebody else's. */
export type FoundBy = 'identifier' | 'record' | 'tags' | 'properties'

export interface Found extends ResourceDescription {
  readonly by: FoundBy
  /** Identifiers of resources that this one is to take the place of. */
  readonly leftovers: readonly string[]
}

export interface FindOptions {
  readonly inventory: Inventory
  readonly record: ResourceRecord | undefined
  /** True where a record is kept and says nothing of this stack yet: it may have been lost. */
  readonly mayBeForgotten: boolean
  readonly keepsRecord: boolean
  readonly ownership: Ownership
}

/**
 * Finds the resource that a stack means: by the identifier that its manifest states, by the one that was
 * recorded, by ownership tags, or, where a type has none of these, by what was declared of it.
 * @returns `undefined` where there is none.
 * @throws AppError CONFIGURATION where several fit, or nothing can tell whether one that nearly fits is meant
 */
export async function findResource(
  wanted: Wanted,
  options: FindOptions,
): Promise<Found | undefined> {
  const { schema, region, desired } = wanted
  const { inventory, record, ownership } = options
  const stated = wanted.identifier ?? statedIdentifier(schema, desired)
  const recorded = record !== undefined && record.typeName === schema.typeName ? record : undefined
  const leftovers = recorded?.leftovers ?? []
  if (stated !== undefined) {
    const moved =
      recorded !== undefined &&
      (recorded.region !== region || !identifiersEqual(schema, recorded.identifier, stated))
    const there = await inventory.get(schema, region, stated, moved ? undefined : recorded?.at)
    if (there !== undefined) {
      const old = moved && recorded.region === region ? [recorded.identifier] : []
      return { by: 'identifier', leftovers: [...leftovers, ...old], ...there }
    }
    if (!moved) return undefined
  }
  if (recorded !== undefined) {
    const there = await inventory.get(schema, recorded.region, recorded.identifier, recorded.at)
    if (there !== undefined) return { by: 'record', leftovers, ...there }
  }
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

async function findByProperties(
  wanted: Wanted,
  { inventory, mayBeForgotten, keepsRecord }: FindOptions,
): Promise<Found | undefined> {
  if (!mayBeForgotten && keepsRecord) return undefined
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
    else if (change.kind === 'update') near.push(one)
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
