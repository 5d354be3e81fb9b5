import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'
import { readStatement, toDuckDialect } from '../../src/sql/index.js'
import { doubleOf } from '../../src/util/index.js'
import { appError } from '../resource/expected-error.js'

describe('number literals', () => {
  test.each([
    '1e400',
    '-1e400',
    '1e-400',
    '1'.repeat(40),
    `0.${'1'.repeat(39)}`,
    '340282366920938463463374607431768211456',
  ])('%s is refused', (number) => {
    expect(() => readStatement(`SELECT ${number}`)).toThrow(appError('VALUE_TYPE'))
    expect(() => readStatement(`DELETE FROM a.b.c WHERE x > ${number}`)).toThrow(
      appError('VALUE_TYPE'),
    )
  })

  test.each([
    '1e308',
    '0e5',
    '0.0',
    '9007199254740993',
    '1'.repeat(38),
    `0.${'1'.repeat(38)}`,
    '1_000',
  ])('%s is taken', (number) => {
    expect(readStatement(`SELECT ${number}`).kind).toBe('query')
  })

  test('what is taken is exact in DuckDB', async () => {
    const engine = await createDuckDbEngine()
    const digits = fc.tuple(
      fc.bigInt({ min: 0n, max: 10n ** 42n }),
      fc.constantFrom('', '.5', '.123456789'),
    )
    await fc.assert(
      fc.asyncProperty(digits, async ([whole, rest]) => {
        const number = `${String(whole)}${rest}`
        try {
          readStatement(`SELECT ${number}`)
        } catch {
          return
        }
        const [row] = await engine.evaluate(`SELECT (${number})::VARCHAR`)
        if (doubleOf(number) === undefined) expect(row).toEqual([number])
      }),
      { numRuns: 200 },
    )
    engine.close()
  })

  test.each([
    ['0x1F', 31],
    ['0xff_ff + 0b11 + 0o17', 65553],
  ])('%s is %d', async (text, expected) => {
    const engine = await createDuckDbEngine()
    const [row] = await engine.evaluate(toDuckDialect(`SELECT (${text})::INTEGER`).sql)
    expect(row).toEqual([expected])
    engine.close()
  })
})

test.each([
  `SELECT '101'::bit AS a`,
  'SELECT pow(10, 400) AS a',
  `SELECT ['Infinity'::double] AS a`,
  `SELECT 'nan'::double AS a, '-infinity'::double AS b`,
  `SELECT json '{"a":NaN}' AS a`,
  `SELECT 1 AS a WHERE 1 < 'Infinity'::double`,
  `SELECT 'Infinity NaN "' || ('Infinity'::double)::text AS a`,
])('%s has a tree, a plan and an answer', async (sql) => {
  const engine = await createDuckDbEngine()
  expect(await engine.syntaxTree(sql)).toMatchObject({ error: false })
  await engine.optimizedPlan(sql)
  const { batches } = await engine.query(sql)
  const rows = []
  for await (const batch of batches) rows.push(...batch)
  expect(rows).toHaveLength(1)
  engine.close()
})
