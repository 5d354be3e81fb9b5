import { describe, expect, test } from 'vitest'
import { AdaptiveRate } from '../../src/util/index.js'

const LATENCY = 40

/** A service with a token bucket, callers that resend what was throttled, and a clock of their own. */
function simulate(
  limit: (second: number) => number,
  seconds: number,
  callers = 50,
): { accepted: number[]; throttled: number[] } {
  let now = 0
  const rate = new AdaptiveRate({ now: () => now })
  const accepted = Array.from({ length: seconds }, () => 0)
  const throttled = Array.from({ length: seconds }, () => 0)
  let tokens = limit(0)
  let refilled = 0
  const events: { at: number; run: () => void }[] = []
  const at = (time: number, run: () => void): void => void events.push({ at: time, run })
  let waiting = callers
  let timer = false
  const pump = (): void => {
    while (waiting > 0) {
      const delay = rate.delay()
      if (delay > 0) {
        if (!timer) {
          timer = true
          at(now + delay, () => {
            timer = false
            pump()
          })
        }
        return
      }
      waiting--
      rate.sent()
      const sent = now
      at(now + LATENCY, () => answer(sent))
    }
  }
  const answer = (sent: number): void => {
    const second = Math.floor(now / 1_000)
    tokens = Math.min(limit(second), tokens + ((now - refilled) / 1_000) * limit(second))
    refilled = now
    if (tokens >= 1) {
      tokens--
      accepted[second] = (accepted[second] ?? 0) + 1
    } else {
      rate.throttled(sent)
      throttled[second] = (throttled[second] ?? 0) + 1
    }
    waiting++
    pump()
  }
  pump()
  for (;;) {
    let first = 0
    for (let index = 1; index < events.length; index++) {
      if ((events[index]?.at ?? 0) < (events[first]?.at ?? 0)) first = index
    }
    const [event] = events.splice(first, 1)
    if (event === undefined || event.at >= seconds * 1_000) return { accepted, throttled }
    now = event.at
    event.run()
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)

describe('AdaptiveRate', () => {
  test.each([10, 20, 200])(
    'a steady limit of %i a second is used to 95 of 100, with few throttles',
    (limit) => {
      const { accepted, throttled } = simulate(() => limit, 60)
      const calls = sum(accepted.slice(2)) + sum(throttled.slice(2))
      expect(sum(accepted.slice(2)) / (limit * 58)).toBeGreaterThan(0.95)
      expect(sum(throttled.slice(2)) / calls).toBeLessThan(0.02)
    },
  )

  test('finds a limit that rises', () => {
    const { accepted } = simulate((second) => (second < 10 ? 20 : 60), 120)
    expect(sum(accepted.slice(100)) / (60 * 20)).toBeGreaterThan(0.8)
  })

  test('follows a limit that falls', () => {
    const { accepted, throttled } = simulate((second) => (second < 10 ? 100 : 20), 60)
    expect(sum(accepted.slice(30)) / (20 * 30)).toBeGreaterThan(0.9)
    expect(sum(throttled.slice(30)) / sum(accepted.slice(30))).toBeLessThan(0.02)
  })

  test('waits for nothing while nothing is throttled', () => {
    const rate = new AdaptiveRate({ now: () => 0 })
    for (let call = 0; call < 1_000; call++) {
      expect(rate.delay()).toBe(0)
      rate.sent()
    }
    expect(rate.rate).toBeUndefined()
  })

  test('never falls below its minimum', () => {
    let now = 0
    const rate = new AdaptiveRate({ now: () => now, minimum: 2 })
    for (let throttle = 0; throttle < 500; throttle++) {
      now += 10
      rate.throttled(now)
    }
    expect(rate.rate).toBe(2)
  })
})
