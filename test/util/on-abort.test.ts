import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { onAbort } from '../../src/util/index.js'

test('all are told of an abort once, but for those that were taken back', () => {
  const stop = new AbortController()
  const told: number[] = []
  const forget = [1, 2, 3].map((one) => onAbort(stop.signal, () => told.push(one)))
  forget[1]?.()
  stop.abort()
  stop.abort()
  expect(told).toEqual([1, 3])
  forget[0]?.()
})

test('a signal has one listener, however many wait for it', () => {
  const { signal } = new AbortController()
  for (let count = 0; count < 100; count++) onAbort(signal, () => undefined)
  expect(getEventListeners(signal, 'abort')).toHaveLength(1)
})

test('what takes back another while it is told stops that', () => {
  const stop = new AbortController()
  const told: string[] = []
  const take: { back?: () => void } = {}
  onAbort(stop.signal, () => {
    told.push('first')
    take.back?.()
  })
  take.back = onAbort(stop.signal, () => told.push('second'))
  stop.abort()
  expect(told).toEqual(['first'])
})
