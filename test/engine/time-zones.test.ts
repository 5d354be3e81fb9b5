import { afterEach, expect, test } from 'vitest'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'

const zone = process.env['TZ']

afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

/** Both sides of the two changes of the year, far years, and moments before zones were whole hours apart. */
const MOMENTS = [
  '2026-01-01T00:00:00Z',
  '2026-03-08T06:59:59Z',
  '2026-03-08T07:00:00Z',
  '2026-03-29T00:59:59.999999Z',
  '2026-03-29T01:00:00Z',
  '2026-07-01T00:00:00Z',
  '2026-10-25T00:59:59Z',
  '2026-10-25T01:00:00Z',
  '2026-11-01T05:59:59Z',
  '2026-11-01T06:00:00Z',
  '1970-01-01T00:00:00Z',
  '2999-12-31T23:59:59Z',
]

test.each([
  'UTC',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'Pacific/Chatham',
  'Africa/Casablanca',
])('moments are written in %s as DuckDB writes them', async (name) => {
  process.env['TZ'] = name
  const engine = await createDuckDbEngine({ threads: 1 })
  try {
    await engine.evaluate(`SET GLOBAL TimeZone = '${name}'`)
    const values = MOMENTS.map((moment) => `('${moment}'::timestamptz)`).join(', ')
    const rows = await engine.evaluate(
      `SELECT t, t::text, [t], [t::text] FROM (VALUES ${values}) AS v(t)`,
    )
    expect(rows.map(([value, , list]) => [value, list])).toEqual(
      rows.map(([, text, , list]) => [text, list]),
    )
  } finally {
    engine.close()
  }
})
