import { AppError } from '../../../../errors/index.js'
import { ordinal } from './number-text.js'

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')
const DAYS = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')
const ROMAN = 'I II III IV V VI VII VIII IX X XI XII'.split(' ')
const DAY_MS = 86_400_000

/** A moment or a length of time, part by part. */
interface TimeParts {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly micros: number
  /** `+02:00`; empty where the value has none. */
  readonly zone: string
}

const PATTERN =
  /"((?:[^"\\]|\\.)*)"|\\([\s\S])|(FM|TM)?(Y,YYY|[ABP]\.[MCD]\.|HH24|HH12|HH|MI|SSSSS|SSSS|SS|MS|US|FF[1-6]|[AP]M|BC|AD|YYYY|YYY|YY|Y|IYYY|IYY|IY|IDDD|ID|IW|I|MONTH|MON|MM|DAY|DY|DDD|DD|D|WW|W|CC|J|Q|RM|TZH|TZM|TZ|OF)(TH)?|[\s\S]/giy

/**
 * Postgres' to_char of a time or an interval (chapter 9.8 of its manual), English names of months and days.
 * @param value as DuckDB writes it
 */
export function timeText(value: string, pattern: string): string {
  const isInterval = !/^\d{4,}-\d\d-\d\d/.test(value)
  const parts = isInterval ? intervalParts(value) : timeParts(value)
  if (parts === undefined) throw new AppError('SQL_RUNTIME', `to_char: ${value} is no time`)
  return pattern.replace(
    new RegExp(PATTERN.source, 'gi'),
    (...[written = '', quoted, escaped, modifier, field, th]: readonly (string | undefined)[]) => {
      if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1')
      if (escaped !== undefined) return escaped
      if (field === undefined) return written
      const text = fieldText(field, parts, modifier !== undefined)
      return th !== undefined && /^\d+$/.test(text)
        ? text + ordinal(text, th)
        : text + (th !== undefined ? th : '')
    },
  )
}

function fieldText(field: string, parts: TimeParts, isBare: boolean): string {
  const upper = field.toUpperCase()
  const { year, month, day, hour, minute, second, micros, zone } = parts
  const number = (value: number, width: number): string =>
    isBare ? String(value) : (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(width, '0')
  const name = (text: string, width: number): string => {
    const cased = inCaseOf(field, text)
    return isBare || width === 0 ? cased : cased.padEnd(width)
  }
  const date = new Date(0)
  date.setUTCFullYear(year, Math.max(month, 1) - 1, Math.max(day, 1))
  const weekday = date.getUTCDay()
  const iso = isoWeek(date)
  const dayOfYear = Math.round((date.getTime() - Date.UTC(year, 0, 1)) / DAY_MS) + 1
  const digits = String(year).padStart(4, '0')
  const isoDigits = String(iso.year).padStart(4, '0')
  if (/^FF[1-6]$/.test(upper)) return String(micros).padStart(6, '0').slice(0, Number(upper[2]))
  switch (upper) {
    case 'HH24':
      return number(hour, 2)
    case 'HH12':
    case 'HH':
      return number(hour % 12 === 0 ? 12 : hour % 12, 2)
    case 'MI':
      return number(minute, 2)
    case 'SS':
      return number(second, 2)
    case 'MS':
      return String(Math.floor(micros / 1000)).padStart(3, '0')
    case 'US':
      return String(micros).padStart(6, '0')
    case 'SSSS':
    case 'SSSSS':
      return String(hour * 3600 + minute * 60 + second)
    case 'AM':
    case 'PM':
      return inCaseOf(field, hour % 24 >= 12 ? 'pm' : 'am')
    case 'A.M.':
    case 'P.M.':
      return inCaseOf(field, hour % 24 >= 12 ? 'p.m.' : 'a.m.')
    case 'BC':
    case 'AD':
      return inCaseOf(field, year > 0 ? 'ad' : 'bc')
    case 'B.C.':
    case 'A.D.':
      return inCaseOf(field, year > 0 ? 'a.d.' : 'b.c.')
    case 'Y,YYY':
      return `${String(Math.trunc(year / 1000))},${String(year % 1000).padStart(3, '0')}`
    case 'YYYY':
      return number(year, 4)
    case 'YYY':
    case 'YY':
    case 'Y':
      return lastDigits(digits, upper.length, isBare)
    case 'IYYY':
      return number(iso.year, 4)
    case 'IYY':
    case 'IY':
    case 'I':
      return lastDigits(isoDigits, upper.length, isBare)
    case 'MONTH':
      return name(MONTHS[month - 1] ?? '', 9)
    case 'MON':
      return name((MONTHS[month - 1] ?? '').slice(0, 3), 0)
    case 'MM':
      return number(month, 2)
    case 'RM':
      return name(ROMAN[month - 1] ?? '', 4)
    case 'DAY':
      return name(DAYS[weekday] ?? '', 9)
    case 'DY':
      return name((DAYS[weekday] ?? '').slice(0, 3), 0)
    case 'DDD':
      return number(dayOfYear, 3)
    case 'IDDD':
      return number((iso.week - 1) * 7 + isoDay(weekday), 3)
    case 'DD':
      return number(day, 2)
    case 'D':
      return String(weekday + 1)
    case 'ID':
      return String(isoDay(weekday))
    case 'W':
      return String(Math.floor((day - 1) / 7) + 1)
    case 'WW':
      return number(Math.floor((dayOfYear - 1) / 7) + 1, 2)
    case 'IW':
      return number(iso.week, 2)
    case 'CC':
      return number(Math.ceil(year / 100), 2)
    case 'J':
      return String(Math.floor(date.getTime() / DAY_MS) + 2_440_588)
    case 'Q':
      return String(Math.ceil(month / 3))
    case 'TZH':
      return zone === '' ? '+00' : zone.slice(0, 3)
    case 'TZM':
      return zone.slice(4, 6).padEnd(2, '0')
    case 'OF':
      return zone === '' ? '+00' : zone.replace(/:00$/, '')
    default:
      return zone === '' ? '' : inCaseOf(field, zone === '+00:00' ? 'utc' : zone)
  }
}

function lastDigits(digits: string, count: number, isBare: boolean): string {
  const last = digits.slice(-count)
  return isBare ? String(Number(last)) : last
}

/** `MONTH` in capitals, `month` in small letters, `Month` as it is. */
function inCaseOf(field: string, text: string): string {
  if (field === field.toUpperCase()) return text.toUpperCase()
  return field[0] === field[0]?.toLowerCase() ? text.toLowerCase() : text
}

function isoDay(weekday: number): number {
  return weekday === 0 ? 7 : weekday
}

/** The week of ISO 8601 that a day is in, and that week's year. */
function isoWeek(date: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(date.getTime() + (4 - isoDay(date.getUTCDay())) * DAY_MS)
  const year = thursday.getUTCFullYear()
  const first = Date.UTC(year, 0, 1)
  return { year, week: Math.floor((thursday.getTime() - first) / DAY_MS / 7) + 1 }
}

function timeParts(value: string): TimeParts | undefined {
  const match =
    /^(\d{4,})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d\d(?::?\d\d)?)?$/.exec(
      value,
    )
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second, fraction = '', zone = ''] = match
  const offset =
    zone === 'Z'
      ? '+00:00'
      : zone.replace(
          /^([+-]\d\d):?(\d\d)?$/,
          (_, hours: string, minutes = '00') => `${hours}:${String(minutes)}`,
        )
  const numbers = [year, month, day, hour, minute, second].map((text) => Number(text ?? 0))
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers
  return {
    year: y,
    month: mo,
    day: d,
    hour: h,
    minute: mi,
    second: s,
    micros: Number(fraction.slice(0, 6).padEnd(6, '0')),
    zone: offset,
  }
}

function intervalParts(value: string): TimeParts | undefined {
  const clock = /(-?)(\d+):(\d\d):(\d\d)(?:\.(\d+))?$/.exec(value)
  const count = (unit: string): number =>
    Number(new RegExp(`(-?\\d+) ${unit}s?\\b`).exec(value)?.[1] ?? 0)
  if (clock === null && !/\d (?:year|month|day)/.test(value)) return undefined
  const sign = clock?.[1] === '-' ? -1 : 1
  return {
    year: count('year'),
    month: count('month'),
    day: count('day'),
    hour: sign * Number(clock?.[2] ?? 0),
    minute: sign * Number(clock?.[3] ?? 0),
    second: sign * Number(clock?.[4] ?? 0),
    micros: Number((clock?.[5] ?? '').slice(0, 6).padEnd(6, '0')),
    zone: '',
  }
}

/** What each field of a pattern takes from a text that is read, and the part of a time that it is. */
const READ: Readonly<Record<string, readonly [pattern: string, part: string]>> = {
  YYYY: ['(\\d{1,4})', 'year'],
  YY: ['(\\d{1,2})', 'shortYear'],
  MM: ['(\\d{1,2})', 'month'],
  MON: ['([A-Za-z]{3})', 'monthName'],
  MONTH: ['([A-Za-z]+)', 'monthName'],
  DD: ['(\\d{1,2})', 'day'],
  DAY: ['([A-Za-z]+)', 'ignored'],
  DY: ['([A-Za-z]{3})', 'ignored'],
  HH24: ['(\\d{1,2})', 'hour'],
  HH12: ['(\\d{1,2})', 'hour'],
  HH: ['(\\d{1,2})', 'hour'],
  MI: ['(\\d{1,2})', 'minute'],
  SS: ['(\\d{1,2})', 'second'],
  MS: ['(\\d{1,3})', 'fraction'],
  US: ['(\\d{1,6})', 'fraction'],
  AM: ['([AaPp][Mm])', 'half'],
  PM: ['([AaPp][Mm])', 'half'],
}

/**
 * to_timestamp(text, pattern) of Postgres: the time that a text says, in UTC.
 * @throws AppError SQL_RUNTIME for a field that is not supported, and for a text that does not follow the pattern
 */
export function readTimeText(text: string, pattern: string): string {
  const parts: string[] = []
  const source = pattern.replace(
    new RegExp(PATTERN.source, 'gi'),
    (...[written = '', quoted, escaped, , field]: readonly (string | undefined)[]) => {
      if (field === undefined) {
        const literal = quoted ?? escaped ?? written
        return /^\s$/.test(literal) ? '\\s*' : literal.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
      }
      const known = READ[field.toUpperCase()]
      if (known === undefined)
        throw new AppError(
          'SQL_RUNTIME',
          `the pattern ${field} is not supported where a time is read`,
        )
      parts.push(known[1])
      return `\\s*${known[0]}`
    },
  )
  const match = new RegExp(`^${source}`).exec(text)
  const wrong = new AppError('SQL_RUNTIME', `"${text}" does not follow the pattern "${pattern}"`)
  if (match === null) throw wrong
  const found = Object.fromEntries(parts.map((part, index) => [part, match[index + 1] ?? '']))
  const { shortYear, monthName, half, fraction = '' } = found
  const month =
    monthName === undefined
      ? Number(found['month'] ?? 1)
      : MONTHS.findIndex(
          (name) => name.slice(0, 3).toLowerCase() === monthName.slice(0, 3).toLowerCase(),
        ) + 1
  const year =
    shortYear === undefined
      ? Number(found['year'] ?? 1)
      : Number(shortYear) + (Number(shortYear) < 70 ? 2000 : 1900)
  const [day, minute, second] = [
    found['day'] ?? '1',
    found['minute'] ?? '0',
    found['second'] ?? '0',
  ].map(Number)
  const given = Number(found['hour'] ?? 0)
  const hour = half === undefined ? given : (given % 12) + (/^p/i.test(half) ? 12 : 0)
  const lastDay = new Date(Date.UTC(year, month, 0)).getUTCDate()
  if (
    month < 1 ||
    month > 12 ||
    (day ?? 0) < 1 ||
    (day ?? 0) > lastDay ||
    hour > 23 ||
    (minute ?? 0) > 59 ||
    (second ?? 0) > 59
  )
    throw wrong
  const pad = (value: number | undefined, width = 2): string =>
    String(value ?? 0).padStart(width, '0')
  return `${pad(year, 4)}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(second)}.${fraction.padEnd(6, '0')}`
}
