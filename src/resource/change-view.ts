import type { ResourceSchema, WriteDocument } from '../catalog/index.js'
import type { Change, Reason } from './change.js'
import { lostWriteOnly } from './lost-write-only.js'
import { maskReasons } from './secrets.js'

/** A change for people and scripts to look at: nothing in it is secret. */
export interface ChangeView {
  readonly change: Change['kind'] | 'error'
  readonly typeName: string
  readonly connection: string
  readonly region: string
  /** `null` where the service will name the resource. */
  readonly identifier: string | null
  /** One for each path. */
  readonly reasons: readonly Reason[]
  /** `if refused`: the service alone knows whether an update can do it. */
  readonly replacement: 'no' | 'yes' | 'if refused'
  /** Cloud Control's operations, in their order. */
  readonly calls: readonly string[]
  readonly notes: readonly string[]
  /** Why it cannot be done. */
  readonly error: string | null
  /** Its number in a transaction, from 1. */
  readonly number?: number
  /** Numbers of those that have to end before it begins. */
  readonly dependsOn?: readonly number[]
}

/** What a change does, of the resource at `place`. */
export function viewChange(
  schema: ResourceSchema,
  change: Change,
  place: Pick<ChangeView, 'connection' | 'region'> & { readonly identifier?: string },
): ChangeView {
  return {
    change: change.kind,
    typeName: schema.typeName,
    connection: place.connection,
    region: place.region,
    identifier: place.identifier ?? null,
    reasons: maskReasons(schema, change.reasons),
    replacement: replacementOf(change),
    calls: callsOf(change).flatMap((call) => ownCalls(schema, change, call)),
    notes: notesOf(schema, change),
    error: null,
  }
}

function replacementOf(change: Change): ChangeView['replacement'] {
  if (change.kind === 'replace') return 'yes'
  return change.kind === 'update' && change.replaceIfRefused.length > 0 ? 'if refused' : 'no'
}

function callsOf(change: Change): string[] {
  switch (change.kind) {
    case 'create':
      return ['CreateResource']
    case 'update':
      return ['UpdateResource']
    case 'delete':
      return ['DeleteResource']
    case 'replace':
      return change.strategy === 'create_then_delete'
        ? ['CreateResource', 'DeleteResource']
        : ['DeleteResource', 'CreateResource']
    case 'no-op':
      return []
  }
}

/** What a document's table calls in the place of Cloud Control's own: the steps that the change makes. */
function ownCalls({ document }: ResourceSchema, { reasons }: Change, call: string): string[] {
  const methods = document?.table.methods
  if (methods === undefined) return [call]
  if (call === 'CreateResource') return stepNames(methods.insert)
  if (call === 'DeleteResource') return stepNames(methods.delete)
  const changed = new Set(reasons.map(({ path }) => path.split('/')[1] ?? ''))
  return stepNames(methods.update, (names) => names.some((name) => changed.has(name)))
}

function stepNames(
  write: WriteDocument | undefined,
  isDue: (when: readonly string[]) => boolean = () => true,
): string[] {
  const due = write?.steps.filter(({ when }) => when === undefined || isDue(when)) ?? []
  return due.flatMap(({ operation, request }) => operation ?? request ?? [])
}

const DOUBTS: Readonly<Record<string, string>> = {
  order: 'the same items in another order',
  spelling: 'the same letters in another case, and a change would replace the resource',
  alias: 'an alias, against the ARN of a key',
}

function notesOf(schema: ResourceSchema, change: Change): string[] {
  const notes: string[] = []
  if ('unsure' in change) {
    notes.push(
      ...change.unsure.map(({ path, why }) => `${path} is left alone: ${DOUBTS[why] ?? why}`),
    )
  }
  if (change.kind === 'update' && change.lostWriteOnly.length > 0) {
    notes.push(
      `AWS never returns ${change.lostWriteOnly.join(', ')}: an update that does not repeat it may lose it`,
    )
  }
  if (change.kind === 'replace') {
    const lost = lostWriteOnly(schema, change.desired)
    if (lost.length > 0) {
      notes.push(`AWS never returns ${lost.join(', ')}: the new resource is made without it`)
    }
  }
  return notes
}
