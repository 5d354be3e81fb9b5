import { expect, test } from 'vitest'
import { coerceScalar } from '../../src/resource/scalar.js'
import { shapeOf } from '../../src/resource/shape.js'
import { isTimeName, readTime } from '../../src/resource/time-value.js'
import { schemaOf } from './schemas.js'

test.each([
  'ScheduleStartTime',
  'ScheduleEndTime',
  'FirstExecutionFrom',
  'ExpirationDate',
  'CreatedAt',
])('%s holds a point in time', (name) => {
  expect(isTimeName(name)).toBe(true)
})

test.each([
  'DefaultExpirationDays',
  'SessionTimeoutInMinutes',
  'RetryIntervalSeconds',
  'ScheduleOffset',
  'DomainName',
])('%s does not', (name) => {
  expect(isTimeName(name)).toBe(false)
})

const FEBRUARY = Date.UTC(2026, 1, 28) / 1000

test.each([
  ['2026-02-28', FEBRUARY],
  ['2026-02-28T00:00Z', FEBRUARY],
  ['2026-02-28 00:00:00', FEBRUARY],
  ['2026-02-28T01:30:00+0130', FEBRUARY],
  ['2026-02-27T22:00:00-02', FEBRUARY],
  ['2026-02-27t23:59:60z', FEBRUARY],
  ['2024-02-29', Date.UTC(2024, 1, 29) / 1000],
  ['0099-03-01', -59_037_897_600],
  ['1700000000', 1_700_000_000],
  ['1700000000.5', 1_700_000_000.5],
  [1_700_000_000, 1_700_000_000],
])('%j is the time %d', (value, seconds) => {
  expect(readTime(value)).toBe(seconds)
})

const NO_TIMES = [
  'yesterday',
  '',
  ' ',
  '2026',
  '2026-13-45',
  '2026-00-10',
  '2026-01-00',
  '2026-02-29',
  '2026-02-30',
  '2026-04-31',
  '1900-02-29',
  '2026-01-01T24:00:00Z',
  '2026-01-01T12:60:00Z',
  '2026-01-01T12:00:60Z',
  '2026-01-01T12:00:00+24:00',
  '2026-01-01T12:00:00+01:75',
  '01/02/2026',
  'Tue, 01 Dec 2026 06:00:00 GMT',
  '20260131',
  '1700000000000',
  'Infinity',
  'NaN',
  '1e9',
] as const

test.each([...NO_TIMES, Number.NaN, Number.POSITIVE_INFINITY, 1e15, -1e15])(
  '%j is no time',
  (value) => {
    expect(readTime(value)).toBeUndefined()
  },
)

const PROPERTIES = [
  { type: 'string', format: 'date-time' },
  { type: 'string', format: 'timestamp' },
] as const

test.each(PROPERTIES.flatMap((schema) => NO_TIMES.map((text) => [schema, text] as const)))(
  '%j takes no %j',
  (schema, text) => {
    expect(coerceScalar(shapeOf(schemaOf({}), schema), 'EndAt', text)).toHaveProperty('problem')
  },
)

test('days of every month are those of the calendar', () => {
  for (let time = Date.UTC(1896, 0, 1); time < Date.UTC(1905, 0, 1); time += 86_400_000) {
    const day = new Date(time).toISOString().slice(0, 10)
    expect(readTime(day)).toBe(time / 1000)
  }
})
