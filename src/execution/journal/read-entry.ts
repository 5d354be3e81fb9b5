import { flag, number, oneOf, optional, record, text, type JsonObject } from '../../util/index.js'
import type {
  FollowUp,
  ProcessMark,
  RequestBegin,
  RequestEnd,
  RequestPlace,
} from './request-record.js'

/** What a line of the journal adds to what is known of a request. */
export interface Fact {
  readonly token: string
  readonly requestToken?: string
  readonly identifier?: string
  readonly end?: RequestEnd
  readonly left?: boolean
  readonly misread?: boolean
  /** In place of what was to follow before. */
  readonly next?: FollowUp
  /** True: nothing follows any more. */
  readonly dropped?: boolean
}

const operation = oneOf('CREATE', 'UPDATE', 'DELETE')

const owner = record<ProcessMark>({ host: text, pid: number, started: optional(text) })

const followUp = record<FollowUp>({
  token: text,
  row: number,
  operation,
  identifier: optional(text),
  body: optional(text),
  hash: text,
  secrets: flag,
})

const begin = record<RequestBegin>({
  token: text,
  run: text,
  statement: number,
  row: number,
  attempt: number,
  at: number,
  operation,
  typeName: text,
  place: record<RequestPlace>({
    target: text,
    connection: text,
    region: text,
    account: optional(text),
  }),
  identifier: optional(text),
  body: optional(text),
  hash: text,
  secrets: flag,
  sql: optional(text),
  owner,
  next: optional(followUp),
})

const end = record<RequestEnd>({
  status: oneOf('SUCCESS', 'FAILED', 'CANCEL_COMPLETE', 'NOT_RECEIVED', 'NOT_AWAITED', 'UNKNOWN'),
  identifier: optional(text),
  errorCode: optional(text),
  message: optional(text),
  again: optional(text),
})

const fact = record<Fact>({
  token: text,
  requestToken: optional(text),
  identifier: optional(text),
  end: optional(end),
  left: optional(flag),
  misread: optional(flag),
  next: optional(followUp),
  dropped: optional(flag),
})

/** A line that says what is about to be sent. */
export function beginOf(entry: JsonObject): RequestBegin | undefined {
  return entry['kind'] === 'begin' ? begin(entry) : undefined
}

/** A line that says what has come of it. */
export function factOf(entry: JsonObject): Fact | undefined {
  return entry['kind'] === 'begin' ? undefined : fact(entry)
}
