import type { Macros } from './macro.js'

/** SQLite reads times from text, `'now'` among them, and counts in UTC. */
export const TIME_FUNCTIONS: Macros = {
  skyql_time: [
    `skyql_time(t) AS CASE
      WHEN lower(t::VARCHAR) = 'now' THEN timezone('UTC', now())
      WHEN regexp_matches(t::VARCHAR, '\\d:\\d.*(Z|[+-]\\d\\d(:?\\d\\d)?)$') THEN timezone('UTC', TRY_CAST(t::VARCHAR AS TIMESTAMPTZ))
      ELSE TRY_CAST(t::VARCHAR AS TIMESTAMP) END`,
  ],
  skyql_shift: [
    `skyql_shift(t, m) AS CASE m
      WHEN 'start of day' THEN date_trunc('day', t)
      WHEN 'start of month' THEN date_trunc('month', t)
      WHEN 'start of year' THEN date_trunc('year', t)
      ELSE t + TRY_CAST(ltrim(m, '+') AS INTERVAL) END`,
  ],
  date_: [shifted('date_', '::DATE')],
  datetime: [`datetime() AS timezone('UTC', now()), ${shifted('', '')}`],
  strftime_: [
    `strftime_(f) AS strftime(timezone('UTC', now()), f),
     (f, t) AS strftime(skyql_time(t), f),
     (f, t, m) AS strftime(skyql_shift(skyql_time(t), m), f),
     (f, t, m, n) AS strftime(skyql_shift(skyql_shift(skyql_time(t), m), n), f)`,
  ],
  unixepoch: ['unixepoch(t) AS epoch(skyql_time(t))::BIGINT'],
  to_char_: ['to_char_(value, pattern) AS skyql_to_char(typeof(value), value::VARCHAR, pattern)'],
  to_timestamp_: [
    `to_timestamp_(value) AS to_timestamp(value), (value, pattern) AS skyql_read_time(value, pattern)::TIMESTAMPTZ`,
  ],
  to_date_: ['to_date_(value, pattern) AS skyql_read_time(value, pattern)::TIMESTAMP::DATE'],
  time_: ['time_(t) AS skyql_time(t)::TIME'],
  make_interval: [
    `make_interval(years := 0, months := 0, weeks := 0, days := 0, hours := 0, mins := 0, secs := 0)
      AS to_years(years) + to_months(months) + to_days(weeks * 7 + days) + to_hours(hours) + to_minutes(mins) + to_seconds(secs)`,
  ],
  date_bin: ['date_bin(width, t, origin) AS time_bucket(width::INTERVAL, t, origin)'],
  overlaps: [
    `"overlaps"(a, b, c, d) AS (least(a, b) < greatest(c, d) AND least(c, d) < greatest(a, b)) OR a = c`,
  ],
}

function shifted(name: string, cast: string): string {
  return `${name}(t) AS skyql_time(t)${cast},
    (t, m) AS skyql_shift(skyql_time(t), m)${cast},
    (t, m, n) AS skyql_shift(skyql_shift(skyql_time(t), m), n)${cast}`
}
