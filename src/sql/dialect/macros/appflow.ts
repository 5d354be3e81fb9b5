import type { Macros } from './macro.js'

const ISO = (time: string): string => `strftime(${time}, '%Y-%m-%dT%H:%M:%SZ')`

/** The time that a value says; nothing of NULL. */
const TIME = (value: string): string =>
  `CASE WHEN ${value} IS NOT NULL AND skyql_time(${value}) IS NULL
    THEN error('appflow_batches: ' || ${value}::VARCHAR || ' is no time') ELSE skyql_time(${value}) END`

/**
 * From the start (30 days back where there is none) to the end (now) in steps of two months: counted from the start
 * each, so that the 31st is the 31st again after a month that has none.
 */
function batches(start: string, end: string, interval: string): string {
  return `WITH bounds AS (
    SELECT coalesce(${TIME(start)}, timezone('UTC', now()) - INTERVAL 30 DAY) AS first,
      coalesce(${TIME(end)}, timezone('UTC', now())) AS last,
      coalesce(${interval}::VARCHAR::INTERVAL, INTERVAL 2 MONTH) AS step
  ), checked AS (
    SELECT first, last, CASE WHEN first + step <= first
      THEN error('appflow_batches: the interval must be longer than nothing') ELSE step END AS step FROM bounds
  )
  SELECT (i + 1)::INTEGER AS batch, ${ISO('first + i::INTEGER * step')} AS start_time,
    ${ISO('least(first + (i + 1)::INTEGER * step, last)')} AS end_time
  FROM (SELECT first, last, step, unnest(range(0, len(range(first, last, step)) + 2)) AS i FROM checked)
  WHERE first + i::INTEGER * step < last ORDER BY i`
}

/** What a bulk ingestion is cut into: `appflow_batches('2025-01-01', now(), '2 months')`. */
export const APPFLOW: Macros = {
  appflow_batches: [
    `appflow_batches() AS TABLE (${batches('NULL', 'NULL', 'NULL')}),
     (s) AS TABLE (${batches('s', 'NULL', 'NULL')}),
     (s, e) AS TABLE (${batches('s', 'e', 'NULL')}),
     (s, e, p) AS TABLE (${batches('s', 'e', 'p')})`,
  ],
}
