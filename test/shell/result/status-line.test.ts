import { describe, expect, it } from 'vitest'
import type { StatementResult } from '../../../src/session/index.js'
import { failedPlaces } from '../../../src/shell/result/failed-places.js'
import { statusLine } from '../../../src/shell/result/status-line.js'

type Unit = StatementResult['coverage'][number]

const unit = (more: Partial<Unit>): Unit => ({
  table: 'buckets',
  typeName: 'AWS::S3::Bucket',
  connection: 'default',
  region: 'us-east-1',
  status: 'done',
  rows: 1,
  ...{ calls: 1, pages: 1, retries: 0, throttles: 0, ms: 1 },
  ...more,
})
const plain = { rows: 12, left: 0, coverage: [], calls: 4, throttles: 0, ms: 830 }

describe('statusLine', () => {
  it('counts rows, calls and time', () => {
    expect(statusLine(plain, true)).toBe('(12 rows  4 calls  0.83 s)')
    expect(statusLine({ ...plain, rows: 1 }, false)).toBe('(1 row)')
  })

  it('says what is special about the answer', () => {
    expect(statusLine({ ...plain, throttles: 2, left: 3 }, true)).toBe(
      '(12 rows  4 calls  0.83 s  2 throttled  3 columns not shown (\\x shows them))',
    )
  })

  it('says who did not answer, and that it was stopped', () => {
    const coverage = [unit({}), unit({ status: 'failed', region: 'eu-west-1' })]
    expect(statusLine({ ...plain, coverage, cut: 'rows' }, false)).toBe(
      '(12 rows  cancelled: rows so far  incomplete: 1 of 2 did not answer, eu-west-1 (\\coverage))',
    )
    expect(statusLine({ ...plain, cut: 'computed' }, false)).toContain(
      'the whole answer may differ',
    )
  })

  it('says how old the oldest of it is', () => {
    const coverage = [unit({ note: 'cached', age: 1_000 }), unit({ note: 'cached', age: 42_400 })]
    expect(statusLine({ ...plain, coverage }, false)).toBe(
      '(12 rows  cached 42 s ago (/*+ fresh */ asks anew))',
    )
  })
})

describe('failedPlaces', () => {
  it.each([
    [['a us-east-1', 'a eu-west-1'], 'us-east-1, eu-west-1'],
    [['a us-east-1', 'b us-east-1', 'c us-east-1'], 'us-east-1'],
    [['a us-east-1', 'a eu-west-1', 'b us-east-1', 'a ap-south-1'], 'a, b'],
    [['a r-1', 'a r-2', 'a r-3', 'a r-4', 'a r-5'], 'r-1, r-2, r-3 and 2 more'],
    [[], ''],
  ])('%j: %s', (places, text) => {
    const units = places.map((place) => {
      const [connection = '', region = ''] = place.split(' ')
      return { connection, region }
    })
    expect(failedPlaces(units)).toBe(text)
  })
})
