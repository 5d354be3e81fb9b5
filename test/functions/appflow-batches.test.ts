import { describe, expect, test } from 'vitest'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'
import { expectAnswers } from './expect-answers.js'

const batches = (call: string): string =>
  `SELECT batch, start_time, end_time FROM appflow_batches(${call})`

describe('appflow_batches', () => {
  expectAnswers([
    [
      batches(`'2025-01-01', '2025-05-15'`),
      [
        [1, '2025-01-01T00:00:00Z', '2025-03-01T00:00:00Z'],
        [2, '2025-03-01T00:00:00Z', '2025-05-01T00:00:00Z'],
        [3, '2025-05-01T00:00:00Z', '2025-05-15T00:00:00Z'],
      ],
    ],
    [
      batches(`'2025-12-31T00:00:00Z', TIMESTAMP '2026-04-01', '1 month'`),
      [
        [1, '2025-12-31T00:00:00Z', '2026-01-31T00:00:00Z'],
        [2, '2026-01-31T00:00:00Z', '2026-02-28T00:00:00Z'],
        [3, '2026-02-28T00:00:00Z', '2026-03-31T00:00:00Z'],
        [4, '2026-03-31T00:00:00Z', '2026-04-01T00:00:00Z'],
      ],
    ],
    [
      batches(`'2025-01-01T02:00:00+02:00', '2025-01-03', INTERVAL '24 hours'`),
      [
        [1, '2025-01-01T00:00:00Z', '2025-01-02T00:00:00Z'],
        [2, '2025-01-02T00:00:00Z', '2025-01-03T00:00:00Z'],
      ],
    ],
    [batches(`'2026-01-01', '2025-01-01'`), []],
    ['SELECT count(*) FROM appflow_batches()', [1]],
    [
      `SELECT end_time::TIMESTAMP - start_time::TIMESTAMP = INTERVAL 30 DAY FROM appflow_batches(NULL)`,
      [true],
    ],
    [
      `SELECT json_group_array(json_object('StartTime', start_time, 'EndTime', end_time)) FROM appflow_batches('2025-01-01', '2025-02-01')`,
      [[{ StartTime: '2025-01-01T00:00:00Z', EndTime: '2025-02-01T00:00:00Z' }]],
    ],
  ])
})

test.each([
  [`appflow_batches('soon')`, 'soon is no time'],
  [`appflow_batches('2025-01-01', '2025-02-01', '0 days')`, 'longer than nothing'],
  [`appflow_batches('2025-01-01', '2025-02-01', '-1 months')`, 'longer than nothing'],
])('%s is refused', async (call, message) => {
  const engine = await createDuckDbEngine({ threads: 1 })
  const failed = engine.query(`SELECT * FROM ${call}`).then(async ({ batches: rows }) => {
    for await (const batch of rows) expect(batch).toEqual([])
  })
  await expect(failed).rejects.toThrow(message)
  engine.close()
})
