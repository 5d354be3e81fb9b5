import type { RenderedResource } from '../../manifest/index.js'
import {
  identifiersEqual,
  planSettledChange,
  statedIdentifier,
  type Change,
} from '../../resource/index.js'
import { findResource, type Found } from '../find/find-resource.js'
import { canBeTagged, carries, ownershipTags } from '../find/ownership.js'
import { decideChange } from '../plan/decide.js'
import type { Step } from '../plan/step.js'
import type { ResourceRecord } from '../state/stack-record.js'
import type { Wanted } from '../wanted.js'
import { refuseOtherAccount } from './account.js'
import { exportsOfModel } from './exports.js'
import type { StackRun } from './stack-run.js'

export type Decided = Pick<Step, 'action' | 'unknown' | 'leftovers'> & Partial<Step>

/** Looks for a resource and decides by the catalogue alone what it needs. */
export async function decideStep(run: StackRun, wanted: Wanted, known?: Found): Promise<Decided> {
  return decideFound(run, wanted, known ?? (await find(run, wanted)))
}

/** As `decideStep`, of a resource that is known not to be there. */
export function decideAbsent(run: StackRun, wanted: Wanted): Promise<Decided> {
  return decideFound(run, wanted, undefined)
}

/** True where a step creates what is wanted under the very name that it was looked for when it was planned. */
export function isSameCreation(
  planned: Step,
  { schema, region, desired, identifier }: Wanted,
): boolean {
  const { action, change } = planned
  if (action !== 'create' || change?.kind !== 'create' || planned.region !== region) return false
  const name = statedIdentifier(schema, desired)
  return (
    identifier === undefined &&
    name !== undefined &&
    name === statedIdentifier(schema, change.desired)
  )
}

async function decideFound(
  run: StackRun,
  wanted: Wanted,
  found: Found | undefined,
): Promise<Decided> {
  const { name, schema, region } = wanted
  if (found !== undefined && isTakenAsItIs(run, wanted, found)) {
    const { typeName } = schema
    const none = { kind: 'no-op', typeName, reasons: [], unsure: [], unknown: [] } as const
    const { identifier, by: foundBy, properties: live, leftovers } = found
    const there = { identifier, foundBy, live, leftovers, unknown: [] }
    return { action: 'no-op', schema, region, change: none, ...there, ...foreignness(found) }
  }
  const scripts = wanted.unknown.length === 0 ? undefined : run.scriptsBefore(name)
  const isOpen = scripts !== undefined && found !== undefined
  const { ignoreChanges, replacement, place } = run.resource(name)
  const unknownPaths = wanted.unknown.map((text) => ({ text, place }))
  const change = await decideChange(wanted, {
    found,
    record: run.recordOf(name),
    ownership: run.ownership,
    hash: run.hash,
    ignore: isOpen ? [...ignoreChanges, ...unknownPaths] : ignoreChanges,
    ...(replacement === undefined ? {} : { replacement }),
  })
  return {
    action: isOpen ? change.kind : withUnknown(change, wanted),
    ...(isOpen ? { note: onceRun(scripts) } : {}),
    schema,
    region,
    change,
    unknown: wanted.unknown,
    leftovers: found?.leftovers ?? leftoversOf(run, wanted),
    ...(found === undefined
      ? {}
      : { identifier: found.identifier, foundBy: found.by, live: found.properties }),
    ...foreignness(found),
    ...taint(run, wanted, found),
  }
}

/** What is said of a resource whose creation failed and left it. */
function taint(run: StackRun, { name }: Wanted, found: Found | undefined): Pick<Step, 'note'> {
  const record = run.recordOf(name)
  if (record?.tainted !== true || record.identifier !== found?.identifier) return {}
  return {
    note: 'tainted: its creation failed and left it; look at it, or delete it to have it made anew',
  }
}

function foreignness(found: Found | undefined): Pick<Step, 'foreign' | 'note'> {
  if (found?.foreign !== true) return {}
  return { foreign: true, note: 'it is there already, and nothing tells that it is of this stack' }
}

/** True where the manifest says that what is there under its name is right. */
function isTakenAsItIs(
  run: StackRun,
  { name, schema, desired }: Wanted,
  { identifier }: Found,
): boolean {
  const stated = statedIdentifier(schema, desired)
  const isMeant = stated === undefined || identifiersEqual(schema, stated, identifier)
  return run.resource(name).skipValidation && isMeant
}

/** Finds what a declared resource is, and notes that no other one is it. */
export async function find(run: StackRun, wanted: Wanted): Promise<Found | undefined> {
  const { name, schema, region } = wanted
  const found = await findResource(wanted, {
    inventory: run.inventoryOf(name),
    record: run.recordOf(name),
    mayBeForgotten: run.mayBeForgotten,
    keepsRecord: run.keepsRecord,
    ownership: run.ownership,
    isOthers: (identifier) => isOthers(run, wanted, identifier),
  })
  if (found === undefined) {
    if (run.recordOf(name) !== undefined) await refuseOtherAccount(run, name)
    return undefined
  }
  run.claims.add({ name, schema, region, identifier: found.identifier })
  if (isForeign(run, wanted, found) && !(await belongsToOurs(run, wanted, found))) {
    return { ...found, foreign: true }
  }
  run.ours.add(name)
  return found
}

/**
 * True of what has no tags to be known by, is as it is declared, and is of a resource that this stack has made: the route
 * of its own table, the rule of its own group. Whoever lost the record finds it again.
 */
async function belongsToOurs(
  run: StackRun,
  { name, schema, desired }: Wanted,
  { properties }: Found,
): Promise<boolean> {
  if (!run.mayBeForgotten || canBeTagged(schema)) return false
  const { reasons } = run.resource(name)
  const isOurs = ([other, why]: readonly [string, string]): boolean =>
    why !== 'depends_on' && run.ours.has(other)
  if (![...reasons].some(isOurs)) return false
  return (await planSettledChange(schema, desired, properties)).kind === 'no-op'
}

/** Where no record is kept, and where statements of the user's look for it, what has the name is the resource. */
function isForeign(run: StackRun, wanted: Wanted, { by, identifier, properties }: Found): boolean {
  const { name, schema, region } = wanted
  if (!run.keepsRecord || run.resource(name).anchors.size > 0) return false
  if (by === 'record' || by === 'tags' || wanted.identifier !== undefined) return false
  if (run.hasBegun(name)) return false
  if (carries(schema, properties, ownershipTags(run.ownership, name))) return false
  const isIt = (one: ResourceRecord): boolean =>
    one.typeName === schema.typeName &&
    one.region === region &&
    [one.identifier, ...(one.leftovers ?? [])].some((each) =>
      identifiersEqual(schema, each, identifier),
    )
  const own = run.recordOf(name)
  if (own !== undefined && isIt(own)) return false
  // Under whatever other name the stack remembers it.
  return !Object.values(run.record?.resources ?? {}).some(isIt)
}

function isOthers(run: StackRun, { name, schema, region }: Wanted, identifier: string): boolean {
  return run.claims.ownerOf(schema, region, identifier, name) !== undefined
}

/** What a resource that is gone itself had replaced before. */
function leftoversOf(run: StackRun, wanted: Wanted): readonly string[] {
  const { leftovers = [] } = run.recordOf(wanted.name) ?? {}
  return leftovers.filter((one) => !isOthers(run, wanted, one))
}

/** A value that comes from a resource which is yet to be made is a new one; where it is fixed, so is the resource. */
function withUnknown(change: Change, { unknown, schema }: Wanted): Step['action'] {
  if (unknown.length === 0 || change.kind === 'create' || change.kind === 'replace')
    return change.kind
  const fixed = schema.createOnlyProperties ?? []
  return unknown.some((name) => fixed.includes(`/properties/${name}`)) ? 'replace' : 'update'
}

/** What a script prints may be what it printed before: until it has run nothing is decided. */
export function onceRun(scripts: readonly string[]): string {
  return `decided once ${scripts.join(', ')} ${scripts.length === 1 ? 'has' : 'have'} run`
}

/** What a resource exports once its step is done, where that is known before. */
export function noteExports(
  run: StackRun,
  { resource }: RenderedResource,
  wanted: Wanted,
  step: Decided,
): void {
  const { name, schema, region } = wanted
  if (resource.exports.length === 0) return
  const { change, identifier, live } = step
  if (
    step.action === 'create' ||
    step.action === 'replace' ||
    identifier === undefined ||
    live === undefined
  ) {
    run.pending.add(name)
    const stated = statedIdentifier(schema, wanted.desired) ?? ''
    const source = { schema, region, identifier: stated, model: wanted.desired }
    run.exports.set(name, withoutNulls(exportsOfModel(resource, source)))
    return
  }
  const model = change?.kind === 'update' ? change.result : live
  run.exports.set(name, exportsOfModel(resource, { schema, region, identifier, model }))
}

function withoutNulls<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)) as T
}
