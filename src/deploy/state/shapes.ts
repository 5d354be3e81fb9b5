import {
  flag,
  jsonObject,
  listOf,
  mapOf,
  number,
  oneOf,
  optional,
  record,
  text,
  type JsonObject,
  type Shape,
  parseJson,
  jsonText,
} from '../../util/index.js'
import {
  STATE_VERSION,
  type Intent,
  type ResourceRecord,
  type StackRecord,
} from './stack-record.js'
import type { StateEvent } from './stack-record.js'
import type { LockHolder } from './state-store.js'

/* How what a stack remembers is read from files: each as it was written, or not at all. */

const optionals = {
  applied: optional(jsonObject),
  leftovers: optional(listOf(text)),
  protect: optional(flag),
  auth: optional(jsonObject),
  retain: optional(flag),
  tainted: optional(flag),
}

const resource = record<ResourceRecord>({
  typeName: text,
  region: text,
  identifier: text,
  at: number,
  needs: listOf(text),
  ...optionals,
})

const intent = record<Intent>({
  id: text,
  resource: text,
  operation: oneOf('CREATE', 'UPDATE', 'DELETE'),
  typeName: text,
  region: text,
  identifier: optional(text),
  clientToken: text,
  bodyHash: text,
  body: optional(text),
  at: number,
  requestToken: optional(text),
  record: optional(
    record<NonNullable<Intent['record']>>({
      typeName: text,
      region: text,
      needs: listOf(text),
      ...optionals,
    }),
  ),
})

export const stackRecord = record<StackRecord>({
  version: oneOf(STATE_VERSION),
  stack: text,
  env: text,
  account: optional(text),
  salt: text,
  serial: number,
  resources: mapOf(resource),
  exports: optional(mapOf(jsonObject)),
  pending: listOf(intent),
})

export const lockHolder = record<LockHolder>({
  id: text,
  host: text,
  user: text,
  pid: number,
  started: optional(text),
  verb: text,
  since: text,
})

const EVENTS: { readonly [K in StateEvent['kind']]: Shape<Extract<StateEvent, { kind: K }>> } = {
  begin: record<Extract<StateEvent, { kind: 'begin' }>>({ kind: oneOf('begin'), intent }),
  accepted: record<Extract<StateEvent, { kind: 'accepted' }>>({
    kind: oneOf('accepted'),
    id: text,
    requestToken: text,
  }),
  ended: record<Extract<StateEvent, { kind: 'ended' }>>({ kind: oneOf('ended'), id: text }),
  keep: record<Extract<StateEvent, { kind: 'keep' }>>({
    kind: oneOf('keep'),
    resource: text,
    record: resource,
  }),
  forget: record<Extract<StateEvent, { kind: 'forget' }>>({
    kind: oneOf('forget'),
    resource: text,
  }),
  account: record<Extract<StateEvent, { kind: 'account' }>>({
    kind: oneOf('account'),
    account: text,
  }),
  exported: record<Extract<StateEvent, { kind: 'exported' }>>({
    kind: oneOf('exported'),
    resource: text,
    values: jsonObject,
  }),
}

const KINDS = ['begin', 'accepted', 'ended', 'keep', 'forget', 'account', 'exported'] as const

const event: Shape<StateEvent> = (value) => {
  const kind = oneOf(...KINDS)(jsonObject(value)?.['kind'])
  return kind === undefined ? undefined : EVENTS[kind](value)
}

/** A line of the journal: what happened to the record of a serial; the first line of a new stack has the record. */
export interface JournalEntry {
  readonly serial: number
  readonly first?: StackRecord
  readonly event?: StateEvent
}

export const journalEntry = record<JournalEntry>({
  serial: number,
  first: optional(stackRecord),
  event: optional(event),
})

/** What was read, as it is written. */
export function asJson(value: object): JsonObject {
  return parseJson(jsonText(value)) as JsonObject
}
