import type { TableDocument } from '../catalog/index.js'
import { AppError } from '../errors/index.js'
import { isJsonObject, type Json, type JsonObject } from '../util/index.js'
import { readTime } from './time-value.js'

const DAY = 24 * 3_600_000
const STANDARD_INTERVAL = '2 months'

/**
 * Values that a document makes of others before a write: whether a time is longer ago than so many days, and the
 * batches from a time until now.
 * @throws AppError VALUE_TYPE for an interval that is none
 */
export function derivedValues(
  { derived = {} }: Pick<TableDocument, 'derived'>,
  model: JsonObject,
  now: number,
): JsonObject {
  const found: Record<string, Json> = {}
  for (const [name, { from, olderThanDays, interval }] of Object.entries(derived)) {
    const time = timeAt(model, from)
    if (time === undefined) continue
    if (olderThanDays !== undefined) found[name] = now - time > olderThanDays * DAY
    else {
      const size = interval === undefined ? undefined : valueAt(model, interval)
      found[name] = batches(time, now, typeof size === 'string' ? size : STANDARD_INTERVAL)
    }
  }
  return found
}

function timeAt(model: JsonObject, path: string): number | undefined {
  const value = valueAt(model, path)
  const seconds = value === undefined ? undefined : readTime(value)
  return seconds === undefined ? undefined : seconds * 1_000
}

function valueAt(model: JsonObject, path: string): string | number | undefined {
  let at: Json | undefined = model
  for (const step of path.split('/')) {
    at = isJsonObject(at ?? null) ? (at as JsonObject)[step] : undefined
  }
  return typeof at === 'string' || typeof at === 'number' ? at : undefined
}

const UNITS = { month: 'months', week: 7 * DAY, day: DAY, hour: 3_600_000 } as const

/** Counted from the start each, so that months of different length do not drift. */
function batches(start: number, end: number, interval: string): Json[] {
  const [, count = '', unit = ''] = /^\s*(\d+)\s*(month|week|day|hour)s?\s*$/i.exec(interval) ?? []
  const size = UNITS[unit.toLowerCase() as keyof typeof UNITS] as
    (typeof UNITS)['month' | 'day'] | undefined
  if (size === undefined || Number(count) < 1) {
    throw new AppError('VALUE_TYPE', `'${interval}' is no interval of batches`, {
      hint: "write '2 months', '30 days', '1 week' or '12 hours'",
    })
  }
  const edge = (index: number): number =>
    Math.min(
      size === 'months'
        ? monthsAfter(start, index * Number(count))
        : start + index * Number(count) * size,
      end,
    )
  const made: Json[] = []
  for (let index = 0; edge(index) < end; index++) {
    made.push({ StartTime: iso(edge(index)), EndTime: iso(edge(index + 1)) })
  }
  return made
}

const iso = (time: number): string => new Date(time).toISOString()

/** The 31st stays the last day of a month that has none. */
function monthsAfter(time: number, months: number): number {
  const date = new Date(time)
  const day = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() + months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(day, last))
  return date.getTime()
}
