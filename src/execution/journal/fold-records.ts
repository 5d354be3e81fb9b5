import type { JsonObject } from '../../util/index.js'
import { beginOf, factOf, type Fact } from './read-entry.js'
import type { RequestBegin, RequestRecord } from './request-record.js'

/**
 * The requests that entries of a journal tell of, in the order they were begun, and those that were to follow
 * one of them and never were begun. Entries may come twice and in any order: files that are put aside are read
 * before the one that is written to.
 */
export function foldRecords(entries: readonly JsonObject[]): RequestRecord[] {
  const begun = new Map<string, RequestBegin>()
  const facts = new Map<string, Fact>()
  for (const entry of entries) {
    const begin = beginOf(entry)
    if (begin !== undefined) begun.set(begin.token, begin)
    const fact = factOf(entry)
    if (fact !== undefined) facts.set(fact.token, { ...facts.get(fact.token), ...fact })
  }
  const records = [...begun.values()].map((record) => withFact(record, facts.get(record.token)))
  const waiting = records.flatMap((record) => {
    const next = facts.get(record.token)?.dropped === true ? undefined : successorOf(record)
    if (next === undefined || begun.has(next.token)) return []
    const left = facts.get(next.token)?.left ?? record.left
    return [{ ...next, ...(left === undefined ? {} : { left }) }]
  })
  return [...records, ...waiting]
}

function withFact(record: RequestBegin, fact: Fact | undefined): RequestRecord {
  if (fact === undefined) return record
  const { identifier = record.identifier, next = record.next } = fact
  const { requestToken, left, misread, end } = fact
  return {
    ...record,
    ...(identifier === undefined ? {} : { identifier }),
    ...(next === undefined ? {} : { next }),
    ...(requestToken === undefined ? {} : { requestToken }),
    ...(left === undefined ? {} : { left }),
    ...(misread === undefined ? {} : { misread }),
    ...(end === undefined ? {} : { end }),
  }
}

/** What is to be sent after a request has ended: it once more, or the other half of a replacement. */
function successorOf(record: RequestRecord): RequestRecord | undefined {
  const { run, statement, row, attempt, at, operation, typeName, place, owner, sql, next } = record
  const { identifier, body, hash, secrets, end, token: unsent } = record
  const shared = { run, statement, at, typeName, place, owner, unsent, ...(sql && { sql }) }
  if (end?.again !== undefined) {
    return {
      ...shared,
      ...{ row, operation, hash, secrets, token: end.again, attempt: attempt + 1 },
      ...(identifier === undefined ? {} : { identifier }),
      ...(body === undefined ? {} : { body }),
      ...(next === undefined ? {} : { next }),
    }
  }
  const isDone =
    end?.status === 'SUCCESS' || (operation === 'DELETE' && end?.errorCode === 'NotFound')
  return next === undefined || !isDone ? undefined : { ...shared, ...next, attempt: 1 }
}

/** The entries that must be kept: those of requests whose end is not known, or that others are to follow. */
export function unfinishedEntries(entries: readonly JsonObject[]): JsonObject[] {
  const open = new Set(
    foldRecords(entries)
      .filter(({ end }) => end === undefined)
      .flatMap(({ token, unsent }) => [token, unsent]),
  )
  return entries.filter(({ token }) => typeof token === 'string' && open.has(token))
}
