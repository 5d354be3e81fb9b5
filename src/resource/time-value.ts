const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|([+-])(\d\d)(?::?(\d\d))?)?)?$/i
const TIME_NAME = /time|date|start|end|from|until|expir|since|after|before|at$/i

/** Names of lengths of time and of counts: DefaultExpirationDays, SessionTimeoutInMinutes. */
const LENGTH_NAME = /days|hours|minutes|seconds|millis|count|size|limit|interval|period|percent/i

/** True for property names that hold points in time: ScheduleStartTime, FirstExecutionFrom. */
export function isTimeName(name: string): boolean {
  return TIME_NAME.test(name) && !LENGTH_NAME.test(name)
}

/** Epoch seconds of an ISO 8601 text (UTC where no zone is given); `undefined` for other texts. */
export function epochSeconds(text: string): number | undefined {
  const milliseconds = parseIso(text)
  return milliseconds === undefined ? undefined : milliseconds / 1000
}

/** What four digits of a year can say, in milliseconds. */
const FIRST_TIME = new Date('0000-01-01T00:00:00Z').getTime()
const LAST_TIME = new Date('9999-12-31T23:59:59.999Z').getTime()

/** ISO 8601 in UTC of epoch seconds; `undefined` where no date with a year of four digits is that. */
export function isoFromEpoch(seconds: number): string | undefined {
  const time = seconds * 1000
  if (!(time >= FIRST_TIME && time <= LAST_TIME)) return undefined
  return withoutZeroMilliseconds(new Date(time).toISOString())
}

/**
 * Epoch seconds of a time as anyone may write it: ISO 8601, or epoch seconds as a number or a text of digits.
 * `undefined` for everything else: words, days that no calendar has, and texts that look like a year or a date without
 * its hyphens, which may be either.
 */
export function readTime(value: string | number): number | undefined {
  const seconds = typeof value === 'number' || isEpochText(value) ? Number(value) : undefined
  if (seconds === undefined) return epochSeconds(String(value))
  return isoFromEpoch(seconds) === undefined ? undefined : seconds
}

const isEpochText = (text: string): boolean =>
  /^-?\d+(\.\d+)?$/.test(text) && !/^(19|2\d)\d\d((0[1-9]|1[0-2])([0-2]\d|3[01]))?$/.test(text)

/** RFC 3339 form of an ISO 8601 text; a text that is RFC 3339 already stays as it is. */
export function isoText(text: string): string | undefined {
  const milliseconds = parseIso(text)
  if (milliseconds === undefined) return undefined
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return text
  return isoFromEpoch(milliseconds / 1000)
}

/** By the calendar, which `Date.parse` is not: to it the 30th of February is the 2nd of March. */
function parseIso(text: string): number | undefined {
  const found = ISO.exec(text.trim())
  if (found === null) return undefined
  const part = (at: number): number => Number(found[at] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as Sixfold
  const isLeapSecond = hour === 23 && minute === 59 && second === 60
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  if (hour > 23 || minute > 59 || (second > 59 && !isLeapSecond)) return undefined
  const [zoneHour, zoneMinute] = [part(10), part(11)]
  if (zoneHour > 23 || zoneMinute > 59) return undefined
  const ahead = (found[9] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute)
  const thousandths = Math.floor(Number(`0.${found[7] ?? '0'}`) * 1000)
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  date.setUTCHours(hour, minute - ahead, second, thousandths)
  return date.getTime()
}

type Sixfold = [number, number, number, number, number, number]

function daysIn(year: number, month: number): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, 0)
  return date.getUTCDate()
}

function withoutZeroMilliseconds(iso: string): string {
  return iso.replace('.000Z', 'Z')
}
