import { expect, test } from 'vitest'
import { isTimeName } from '../../src/resource/time-value.js'

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
