import { expect, test } from 'vitest'
import type { ProgressEvent } from '../../src/connectors/index.js'
import { HandlerTimes } from '../../src/execution/index.js'

const event = (eventTime?: number): ProgressEvent => ({
  operation: 'CREATE',
  status: 'SUCCESS',
  requestToken: 't',
  ...(eventTime === undefined ? {} : { eventTime }),
})

test('the shortest of the last times is what is expected, by the service’s own clock', () => {
  const times = new HandlerTimes()
  expect(times.expected('a')).toBeUndefined()
  times.learn('a', { accepted: event(1_000), ended: event(1_700) })
  times.learn('a', { accepted: event(1_000), ended: event(1_500) })
  expect(times.expected('a')).toBe(500)
  expect(times.expected('b')).toBeUndefined()
  for (let at = 0; at < 8; at++) times.learn('a', { accepted: event(0), ended: event(900 + at) })
  expect(times.expected('a'), 'what was long ago counts no more').toBe(900)
})

test('events without times, or whose clock went back, teach nothing harmful', () => {
  const times = new HandlerTimes()
  times.learn('a', { accepted: event(), ended: event(1_500) })
  times.learn('a', { accepted: event(1_000), ended: event() })
  expect(times.expected('a')).toBeUndefined()
  times.learn('a', { accepted: event(2_000), ended: event(1_500) })
  expect(times.expected('a')).toBe(0)
})
