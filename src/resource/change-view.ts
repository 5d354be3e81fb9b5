import type { ResourceSchema } from '../catalog/index.js'
import type { JsonObject } from '../util/index.js'
import type { Change, Reason } from './change.js'
import { lostWriteOnly } from './lost-write-only.js'
import { ownCalls, type WriteFacts } from './own-calls.js'
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
  /** Operations in their order; `A or B` where only what is there decides. */
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
  facts: WriteFacts,
): ChangeView {
  return {
    change: change.kind,
    typeName: schema.typeName,
    connection: place.connection,
    region: place.region,
    identifier: place.identifier ?? null,
    reasons: maskReasons(schema, change.reasons, changedModel(change)),
    replacement: replacementOf(change),
    calls: callsOf(change).flatMap((call) => ownCalls(schema, change, call, facts)),
    notes: notesOf(schema, change),
    error: null,
  }
}

/** What a change leads to; `undefined` where it leads to nothing, or nothing is known of it. */
export function changedModel(change: Change): JsonObject | undefined {
  if (change.kind === 'update') return change.result
  return change.kind === 'create' || change.kind === 'replace' ? change.desired : undefined
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
