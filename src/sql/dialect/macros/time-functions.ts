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
  to_char: [
    `to_char(t, f) AS strftime(${['YYYY=%Y', 'MM=%m', 'DD=%d', 'HH24=%H', 'HH12=%I', 'MI=%M', 'SS=%S', 'Month=%B', 'Mon=%b', 'Day=%A', 'Dy=%a', 'TZ=%Z'].reduce(replaced, 't, f')})`,
  ],
}

function shifted(name: string, cast: string): string {
  return `${name}(t) AS skyql_time(t)${cast},
    (t, m) AS skyql_shift(skyql_time(t), m)${cast},
    (t, m, n) AS skyql_shift(skyql_shift(skyql_time(t), m), n)${cast}`
}

/** Postgres' pattern for a time, part by part in the words of strftime. */
function replaced(call: string, pair: string): string {
  const [from = '', to = ''] = pair.split('=')
  return call.replace(/^t, (.*)$/s, `t, replace($1, '${from}', '${to}')`)
}
