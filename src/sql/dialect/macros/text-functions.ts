import type { Macros } from './macro.js'

export const TEXT_FUNCTIONS: Macros = {
  '@~': ['"@~"(a, b) AS regexp_matches(a, b)'],
  '@~*': [`"@~*"(a, b) AS regexp_matches(a, b, 'i')`],
  '!@~': ['"!@~"(a, b) AS NOT regexp_matches(a, b)'],
  '!@~*': [`"!@~*"(a, b) AS NOT regexp_matches(a, b, 'i')`],
  regexp_substr: [
    'regexp_substr(a, pattern) AS CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern) END',
  ],
  string: ['string(a) AS a::VARCHAR'],
  iif: ['iif(condition, a, b) AS CASE WHEN condition THEN a ELSE b END'],
  nvl: ['nvl(a, b) AS coalesce(a, b)'],
  format_: [format(6)],
  typeof_: [
    `typeof_(a) AS CASE WHEN a IS NULL THEN 'null'
      WHEN regexp_matches(typeof(a), '^U?(TINY|SMALL|BIG|HUGE)?INT|^U?INTEGER|^BOOLEAN') THEN 'integer'
      WHEN regexp_matches(typeof(a), '^(FLOAT|DOUBLE|DECIMAL)') THEN 'real'
      WHEN typeof(a) = 'BLOB' THEN 'blob' ELSE 'text' END`,
  ],
}

/** Postgres' format with `%s`, which takes a value of any type. */
function format(most: number): string {
  const bodies = Array.from({ length: most }, (_, index) => {
    const values = Array.from({ length: index + 1 }, (__, at) => `a${String(at)}`)
    const texts = values.map((value) => `coalesce(${value}::VARCHAR, '')`)
    return `(f, ${values.join(', ')}) AS printf(f, ${texts.join(', ')})`
  })
  return `format_${bodies.join(', ')}`
}
