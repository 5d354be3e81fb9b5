import { identifierNames, statedIdentifier } from '../../resource/index.js'
import { isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import type { PlannedWrite } from '../mutation/planned-write.js'

/** Identifiers of fewer letters are found within a text by chance. */
const SHORTEST_WITHIN = 4

/**
 * For each write the indices of those that have to end first. One resource refers to another where a value of
 * it is the other's identifier, holds it in an ARN, or stands under the name of a part of it (`DomainName`). What
 * is referred to is made before, and deleted after, what refers to it. Writes about one resource keep their
 * order, and so do those that refer to each other. What cannot be undone comes after all that can, unless that waits
 * for it: a failure must not find something gone for nothing.
 */
export function dependencies(writes: readonly PlannedWrite[]): number[][] {
  const all = writes.map(describe)
  const edges = all.map((one, index) =>
    all.flatMap((other, at) => (at !== index && waits(one, other, at < index) ? [at] : [])),
  )
  return withLossesLast(withoutCycles(edges), all.map(lossOf))
}

interface Described {
  readonly write: PlannedWrite
  readonly makes: boolean
  readonly deletes: boolean
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
  readonly names: Names
}

/** What others may refer to a resource by. */
interface Names {
  readonly identifier: string | undefined
  /** Parts of the identifier under their names. */
  readonly parts: readonly (readonly [string, Json])[]
}

function describe(write: PlannedWrite): Described {
  const { change, live, schema } = write
  const { kind } = change
  const after = 'desired' in change ? change.desired : kind === 'update' ? change.result : undefined
  const model = after ?? live ?? {}
  const identifier =
    write.identifier ?? (after === undefined ? undefined : statedIdentifier(schema, after))
  return {
    write,
    makes: kind === 'create' || kind === 'replace',
    deletes: kind === 'delete' || kind === 'replace',
    before: live,
    after,
    names: {
      identifier,
      parts: identifierNames(schema).flatMap((name) => {
        const value = model[name]
        return value === undefined ? [] : [[name, value] as const]
      }),
    },
  }
}

/** True where `one` must not begin before `other` has ended. */
function waits(one: Described, other: Described, isLater: boolean): boolean {
  if (samePlace(one, other) && isSame(one, other)) return isLater
  if (other.makes && refers(one, one.after, other)) return true
  // What goes away waits for those that let go of it.
  return one.deletes && !one.makes && refers(other, other.before, one)
}

function samePlace({ write: a }: Described, { write: b }: Described): boolean {
  return a.place.connection === b.place.connection && a.place.region === b.place.region
}

function isSame(a: Described, b: Described): boolean {
  return (
    a.write.schema.typeName === b.write.schema.typeName &&
    a.names.identifier !== undefined &&
    a.names.identifier === b.names.identifier
  )
}

function refers(
  from: Described,
  model: JsonObject | undefined,
  { names, write }: Described,
): boolean {
  if (model === undefined) return false
  const { identifier, parts } = names
  if (identifier !== undefined && holds(model, identifier)) return true
  const sameService = from.write.schema.service === write.schema.service
  return (
    sameService &&
    parts.length > 0 &&
    from.write.schema.typeName !== write.schema.typeName &&
    parts.every(([name, value]) => model[name] !== undefined && model[name] === value)
  )
}

/** True where a text in a model is the identifier, or an ARN in it ends with the identifier. */
function holds(value: Json, identifier: string): boolean {
  if (typeof value === 'string') {
    if (value === identifier) return true
    const within = identifier.length >= SHORTEST_WITHIN && value.includes('arn:')
    return within && value.includes(identifier)
  }
  if (Array.isArray(value))
    return (value as readonly Json[]).some((item) => holds(item, identifier))
  return isJsonObject(value) && Object.values(value).some((inner) => holds(inner, identifier))
}

/** How much of what was there a write takes for good. */
function lossOf({ makes, deletes }: Described): number {
  if (!deletes) return 0
  return makes ? 1 : 2
}

/** Each write waits for those that lose less, but for those that wait for it. */
function withLossesLast(
  edges: readonly (readonly number[])[],
  losses: readonly number[],
): number[][] {
  const kept = edges.map((each) => each.slice())
  losses.forEach((loss, index) => {
    const after = followersOf(kept, index)
    const more = losses.flatMap((other, at) => (other < loss && !after.has(at) ? [at] : []))
    kept[index] = [...new Set([...(kept[index] ?? []), ...more])].sort((a, b) => a - b)
  })
  return kept
}

/** Those that wait for a write, for one that waits for it, and so on. */
function followersOf(edges: readonly (readonly number[])[], index: number): Set<number> {
  const found = new Set([index])
  for (const one of found) {
    edges.forEach((each, at) => {
      if (each.includes(one)) found.add(at)
    })
  }
  return found
}

/** Where writes wait for each other, those of later statements wait. */
function withoutCycles(edges: readonly (readonly number[])[]): number[][] {
  const kept: number[][] = edges.map((each) => each.slice())
  const reaches = (from: number, to: number, seen = new Set<number>()): boolean => {
    if (from === to) return true
    if (seen.has(from)) return false
    seen.add(from)
    return (kept[from] ?? []).some((next) => reaches(next, to, seen))
  }
  edges.forEach((each, index) => {
    for (const other of each) {
      // An earlier write waits for a later one only where that one does not wait for it, too.
      if (other < index || !reaches(other, index)) continue
      kept[index] = (kept[index] ?? []).filter((one) => one !== other)
    }
  })
  return kept
}
