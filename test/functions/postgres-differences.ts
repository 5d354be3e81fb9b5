interface Difference {
  /** The rows here, or the code of the error. */
  readonly here: unknown
  readonly because: string
}

/** What answers otherwise than in Postgres, on purpose; docs/sql.md says the same in words. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  [`SELECT width_bucket(5.35, 0.024, 10.06, 5)`]: {
    here: 'UNKNOWN_FUNCTION',
    because: `not one of the functions that inventories use`,
  },
  [`SELECT 1_000`]: {
    here: [[1000]],
    because: `DuckDB takes underscores in numbers, as Postgres does from version 16 on`,
  },
  [`SELECT substring('abc', -1, 4)`]: {
    here: [['c']],
    because: `a place below 1 counts from the end, as in SQLite`,
  },
  [`SELECT concat('a', NULL, 1, true)`]: {
    here: [['a1true']],
    because: `truth values become true and false in text, as they do by a cast in Postgres`,
  },
  [`SELECT jsonb_object('{a,1,b,2}')`]: {
    here: 'UNKNOWN_FUNCTION',
    because: `write jsonb_build_object`,
  },
  [`SELECT json_object('{a,b}', '{1,2}')`]: {
    here: [[{ '{a,b}': '{1,2}' }]],
    because: `SQLite's json_object, of keys and values`,
  },
  [`SELECT ARRAY[1] || 2`]: {
    here: 'SQL_RUNTIME',
    because: `write array_append`,
  },
  [`SELECT 0 || ARRAY[1]`]: {
    here: 'SQL_RUNTIME',
    because: `write array_prepend`,
  },
  [`SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) AS t(x, y)`]: {
    here: 'SQL_RUNTIME',
    because: `DuckDB opens one list at a time`,
  },
  [`SELECT '2026-07-01 12:00'::timestamp AT TIME ZONE 'America/New_York' = '2026-07-01 16:00Z'::timestamptz`]:
    {
      here: 'SQL_RUNTIME',
      because: `a time with a zone needs its seconds`,
    },
  [`SELECT to_timestamp(0) = '1970-01-01 00:00Z'::timestamptz`]: {
    here: 'SQL_RUNTIME',
    because: `a time with a zone needs its seconds`,
  },
  [`SELECT interval '3 months'`]: {
    here: [['3 months']],
    because: `intervals are written in whole words`,
  },
  [`SELECT age('2026-07-05'::timestamp, '2025-06-01'::timestamp)`]: {
    here: [['1 year 1 month 4 days']],
    because: `intervals are written in whole words`,
  },
  [`SELECT justify_days(interval '35 days')`]: {
    here: 'UNKNOWN_FUNCTION',
    because: `not one of the functions that inventories use`,
  },
  [`SELECT justify_hours(interval '27 hours')`]: {
    here: 'UNKNOWN_FUNCTION',
    because: `not one of the functions that inventories use`,
  },
  [`SELECT ('2026-07-05'::timestamp, interval '2 days') OVERLAPS ('2026-07-06'::timestamp, '2026-07-09'::timestamp)`]:
    {
      here: 'SQL_RUNTIME',
      because: `OVERLAPS takes two ends, not an end and a length`,
    },
  [`SELECT interval '1 month' * 2`]: {
    here: [['2 months']],
    because: `intervals are written in whole words`,
  },
  [`SELECT interval '1 hour' / 2`]: {
    here: 'SQL_RUNTIME',
    because: `DuckDB does not divide intervals: multiply by 0.5`,
  },
  [`SELECT '192.168.1.1'::inet::text`]: {
    here: [['192.168.1.1']],
    because: `networks are text: without the length of the prefix where it is the whole address`,
  },
  [`SELECT text('10.0.0.1'::inet)`]: {
    here: [['10.0.0.1']],
    because: `networks are text: without the length of the prefix where it is the whole address`,
  },
  [`SELECT '10.0.0.1'::inet + 5`]: {
    here: 'SQL_RUNTIME',
    because: `no sums of addresses`,
  },
  [`SELECT '10.0.0.9'::inet - '10.0.0.1'::inet`]: {
    here: 'SQL_RUNTIME',
    because: `no sums of addresses`,
  },
  [`SELECT x FROM (VALUES ('10.0.0.10'::inet), ('10.0.0.9'::inet)) AS v(x) ORDER BY x`]: {
    here: [['10.0.0.10'], ['10.0.0.9']],
    because: `networks are text where nothing beside an operator says that they are networks, and sort so`,
  },
  [`SELECT x FROM (VALUES (2), (NULL), (1)) AS v(x) ORDER BY x DESC`]: {
    here: [[2], [1], [null]],
    because: `NULL sorts last, up and down`,
  },
  [`SELECT '$1,234.50'::money`]: {
    here: [[1234.5]],
    because: `money is a decimal number`,
  },
  [`SELECT 12::money`]: {
    here: [[12]],
    because: `money is a decimal number`,
  },
  [`SELECT x'41'::int`]: {
    here: 'SYNTAX',
    because: `write 65: bit strings are no numbers here`,
  },
  [`SELECT b'101'::int`]: {
    here: 'SYNTAX',
    because: `write 5: bit strings are no numbers here`,
  },
  [`SELECT hashtext('a') IS NOT NULL`]: {
    here: 'UNKNOWN_FUNCTION',
    because: `Postgres' own hash`,
  },
  [`SELECT sha256('abc')::text`]: {
    here: [['ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad']],
    because: `hexadecimal digits, as md5 gives them`,
  },
  [`SELECT U&'d\\0061t'`]: {
    here: 'SYNTAX',
    because: `write E'\\u0061'`,
  },
}
