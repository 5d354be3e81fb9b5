import type { Macros } from './macro.js'

export const TEXT_FUNCTIONS: Macros = {
  '@~': ['"@~"(a, b) AS regexp_matches(a, b)'],
  '@~*': [`"@~*"(a, b) AS regexp_matches(a, b, 'i')`],
  '!@~': ['"!@~"(a, b) AS NOT regexp_matches(a, b)'],
  '!@~*': [`"!@~*"(a, b) AS NOT regexp_matches(a, b, 'i')`],
  regexp_substr: [
    'regexp_substr(a, pattern) AS CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern) END',
  ],
  regexp_match: [
    `regexp_match(a, pattern) AS ${groups('pattern')}, (a, pattern, flags) AS ${groups("('(?' || flags || ')' || pattern)")}`,
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

/** What the groups of a pattern caught, or the whole match where it has none; NULL where nothing matches. */
function groups(searched: string): string {
  const captures = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(
    (group) => `regexp_extract(a, ${searched}, ${String(group)})`,
  )
  // Without what is escaped and what stands in brackets, each parenthesis opens a group, unless `(?` follows.
  const bare = `regexp_replace(pattern, '\\\\.|\\[\\^?\\]?(\\[:\\^?\\w+:\\]|\\\\.|[^\\]\\\\])*\\]', '', 'g')`
  const open = `regexp_replace(regexp_replace(${bare}, '\\(\\?P?<', '(', 'g'), '\\(\\?', '', 'g')`
  const count = `length(regexp_replace(${open}, '[^(]', '', 'g'))`
  return `CASE WHEN NOT regexp_matches(a, ${searched}) THEN NULL
    WHEN ${count} > 9 THEN error('regexp_match knows nine groups at most: write (?:...) where a group need not be caught')
    WHEN ${count} = 0 THEN [regexp_extract(a, ${searched}, 0)]
    ELSE [${captures.join(', ')}][1:${count}] END`
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
