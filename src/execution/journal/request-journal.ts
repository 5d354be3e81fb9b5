import { join } from 'node:path'
import { parseJson, jsonText, type JsonObject } from '../../util/index.js'
import { AppendLog } from './append-log.js'
import { compactLog } from './compact-log.js'
import { isAlive, ownMark } from './process-mark.js'
import { readLog } from './read-log.js'
import { foldRecords, unfinishedEntries } from './fold-records.js'
import type {
  FollowUp,
  ProcessMark,
  RequestBegin,
  RequestEnd,
  RequestPlace,
  RequestRecord,
} from './request-record.js'

const FILE = 'requests.jsonl'

/**
 * The requests that write, each noted on the disk before it is sent, so that a run that dies can be taken up
 * without writing anything twice. Secrets never get here: bodies come masked.
 */
export class RequestJournal {
  readonly path: string
  readonly #log: AppendLog
  readonly #owner: ProcessMark = ownMark()
  #earlier: Promise<RequestRecord[]> | undefined
  #wrote = false

  constructor(folder: string) {
    this.path = join(folder, FILE)
    this.#log = new AppendLog(this.path)
  }

  /** All requests that the journal still holds. */
  async records(): Promise<RequestRecord[]> {
    return foldRecords((await readLog(this.path)).entries)
  }

  /** Notes a request; it may be sent once this has resolved. @throws AppError FILE_UNWRITABLE */
  async begin(request: Omit<RequestBegin, 'owner'>): Promise<void> {
    await this.#add('begin', request.token, { ...request, owner: this.#owner }, true)
  }

  /** The service took the request on. */
  async accepted(token: string, requestToken: string, identifier?: string): Promise<void> {
    await this.#add('accepted', token, {
      requestToken,
      ...(identifier === undefined ? {} : { identifier }),
    })
  }

  async ended(token: string, end: RequestEnd): Promise<void> {
    await this.#add('ended', token, { end })
  }

  /** Nobody waits for the request any more, and its end is not known. `misread`: it was answered, and nobody can read how. */
  async left(
    token: string,
    { misread = false }: { readonly misread?: boolean } = {},
  ): Promise<void> {
    await this.#add('left', token, { left: true, ...(misread ? { misread } : {}) })
  }

  /** Something else is to follow a request than was said before; without it nothing is. */
  async follow(token: string, next: FollowUp | undefined): Promise<void> {
    await this.#add(
      'next',
      token,
      next === undefined ? { dropped: true } : { next, dropped: false },
      true,
    )
  }

  /** Requests whose end is unknown and that no running process waits for, oldest first. */
  async unfinished(): Promise<RequestRecord[]> {
    return (await this.records()).filter(
      ({ end, left, owner }) => end === undefined && (left === true || !isAlive(owner)),
    )
  }

  /**
   * Takes over a request of an earlier run that did what this one is to do and whose end is unknown; each is
   * given out once.
   */
  async claim(
    like: Pick<RequestBegin, 'operation' | 'typeName' | 'hash' | 'place' | 'run'> & {
      readonly identifier?: string
    },
  ): Promise<RequestRecord | undefined> {
    this.#earlier ??= this.unfinished()
    const earlier = await this.#earlier
    const at = earlier.findIndex(
      (record) =>
        record.run !== like.run &&
        record.operation === like.operation &&
        record.typeName === like.typeName &&
        record.hash === like.hash &&
        isSamePlace(record.place, like.place) &&
        (like.operation === 'CREATE' || record.identifier === like.identifier),
    )
    return at === -1 ? undefined : earlier.splice(at, 1)[0]
  }

  async close(): Promise<void> {
    await this.#log.close()
    if (this.#wrote) await compactLog(this.path, unfinishedEntries)
  }

  #add(kind: string, token: string, fact: object, durable = false): Promise<void> {
    const entry: JsonObject = { kind, token, ...jsonOf(fact) }
    this.#wrote = true
    return this.#log.append(entry, { durable })
  }
}

/** A fact as the journal keeps it: what has no value is left out. */
function jsonOf(fact: object): JsonObject {
  const value = parseJson(jsonText(fact)) as JsonObject
  return value
}

/** True where two requests go to the same place, as far as both say. */
export function isSamePlace(a: RequestPlace, b: RequestPlace): boolean {
  const sameAccount =
    a.account === undefined || b.account === undefined
      ? a.connection === b.connection
      : a.account === b.account
  return a.target === b.target && a.region === b.region && sameAccount
}
