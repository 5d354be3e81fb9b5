import type { Macros } from './macro.js'

export const TEXT_FUNCTIONS: Macros = {
  '^~': ['"^~"(a, b) AS xor(a, b)'],
  '@~': ['"@~"(a, b) AS regexp_matches(a, b)'],
  '@~*': [`"@~*"(a, b) AS regexp_matches(a, b, 'i')`],
  '!@~': ['"!@~"(a, b) AS NOT regexp_matches(a, b)'],
  '!@~*': [`"!@~*"(a, b) AS NOT regexp_matches(a, b, 'i')`],
  regexp_substr: [
    'regexp_substr(a, pattern) AS CASE WHEN regexp_matches(a, pattern) THEN regexp_extract(a, pattern) END',
  ],
  regexp_match: [
    `regexp_match(a, pattern) AS ${groups('pattern')}, (a, pattern, flags) AS ${groups("(CASE WHEN flags = '' THEN '' ELSE '(?' || flags || ')' END || pattern)")}`,
  ],
  regexp_count: ['regexp_count(a, pattern) AS len(regexp_extract_all(a, pattern))'],
  regexp_instr: [
    `regexp_instr(a, pattern) AS CASE WHEN regexp_matches(a, pattern)
      THEN length(regexp_extract(a, '(?s)^(.*?)(?:' || pattern || ')', 1)) + 1 ELSE 0 END`,
  ],
  substring_match_: [
    `substring_match_(a, pattern) AS CASE WHEN regexp_matches(a, pattern)
      THEN CASE WHEN ${groupCount('pattern')} = 0 THEN regexp_extract(a, pattern, 0) ELSE regexp_extract(a, pattern, 1) END END`,
  ],
  /** Postgres' regexp_matches, as the list of its rows. */
  matches_of_: [
    `matches_of_(a, pattern) AS CASE WHEN regexp_matches(a, pattern) THEN [regexp_match(a, pattern)] ELSE [] END,
     (a, pattern, flags) AS CASE WHEN flags NOT LIKE '%g%'
       THEN CASE WHEN regexp_matches(a, CASE WHEN replace(flags, 'g', '') = '' THEN '' ELSE '(?' || replace(flags, 'g', '') || ')' END || pattern) THEN [regexp_match(a, pattern, replace(flags, 'g', ''))] ELSE [] END
       ELSE list_transform(regexp_extract_all(a, CASE WHEN flags = 'g' THEN '' ELSE '(?' || replace(flags, 'g', '') || ')' END || pattern),
         lambda found: regexp_match(found, CASE WHEN flags = 'g' THEN '' ELSE '(?' || replace(flags, 'g', '') || ')' END || pattern)) END`,
  ],
  regexp_matches_: [
    `regexp_matches_(a, pattern) AS unnest(matches_of_(a, pattern)), (a, pattern, flags) AS unnest(matches_of_(a, pattern, flags))`,
    `regexp_matches_(a, pattern) AS TABLE (SELECT unnest(matches_of_(a, pattern)) AS regexp_matches),
     (a, pattern, flags) AS TABLE (SELECT unnest(matches_of_(a, pattern, flags)) AS regexp_matches)`,
  ],
  regexp_split_to_table: [
    `regexp_split_to_table(a, pattern) AS unnest(regexp_split_to_array(a, pattern))`,
    `regexp_split_to_table(a, pattern) AS TABLE SELECT unnest(regexp_split_to_array(a, pattern)) AS regexp_split_to_table`,
  ],
  string_to_array_: [
    `string_to_array_(a, separator) AS ${splitText('a', 'separator')},
     (a, separator, missing) AS list_transform(${splitText('a', 'separator')}, lambda item: nullif(item, missing))`,
  ],
  string_to_table: [
    `string_to_table(a, separator) AS unnest(string_to_array_(a, separator))`,
    `string_to_table(a, separator) AS TABLE SELECT unnest(string_to_array_(a, separator)) AS string_to_table`,
  ],
  array_to_string_: [
    `array_to_string_(list, separator) AS array_to_string(list, separator),
     (list, separator, missing) AS array_to_string(list_transform(list, lambda item: coalesce(item::VARCHAR, missing)), separator)`,
  ],
  initcap: ['initcap(a) AS skyql_initcap(a::VARCHAR)'],
  octet_length_: ['octet_length_(a) AS strlen(a::VARCHAR)'],
  to_hex_: ['to_hex_(a) AS lower(to_hex(a))'],
  lpad_: [`lpad_(a, n) AS lpad(a, n, ' '), (a, n, fill) AS lpad(a, n, fill)`],
  rpad_: [`rpad_(a, n) AS rpad(a, n, ' '), (a, n, fill) AS rpad(a, n, fill)`],
  overlay_: [
    `overlay_(a, b, start) AS left(a, start - 1) || b || substr(a, start + length(b)),
     (a, b, start, n) AS left(a, start - 1) || b || substr(a, start + n)`,
  ],
  quote_literal: [`quote_literal(a) AS '''' || replace(a::VARCHAR, '''', '''''') || ''''`],
  quote_nullable: [
    `quote_nullable(a) AS coalesce('''' || replace(a::VARCHAR, '''', '''''') || '''', 'NULL')`,
  ],
  quote_ident: [
    `quote_ident(a) AS CASE WHEN regexp_full_match(a, '[a-z_][a-z0-9_$]*') THEN a ELSE '"' || replace(a, '"', '""') || '"' END`,
  ],
  encode_: [
    `encode_(a) AS encode(a), (a, form) AS CASE lower(form) WHEN 'hex' THEN lower(hex(a))
      WHEN 'base64' THEN to_base64(unhex(hex(a))) ELSE error('encode knows hex and base64, not ' || form) END`,
  ],
  decode_: [
    `decode_(a) AS decode(a), (a, form) AS CASE lower(form) WHEN 'hex' THEN unhex(a)
      WHEN 'base64' THEN from_base64(a) ELSE error('decode knows hex and base64, not ' || form) END`,
  ],
  convert_from: ['convert_from(a, encoding) AS decode(a)'],
  div: ['div(a, b) AS trunc(a / b)'],
  similar_: ['similar_(pattern) AS skyql_similar_pattern(pattern)'],
  between_symmetric_: ['between_symmetric_(a, x, y) AS (a BETWEEN x AND y OR a BETWEEN y AND x)'],
  pg_typeof_: [
    `pg_typeof_(a) AS CASE WHEN typeof(a) = 'VARCHAR' THEN 'text' WHEN typeof(a) LIKE 'DECIMAL%' THEN 'numeric'
      WHEN typeof(a) = 'DOUBLE' THEN 'double precision' WHEN typeof(a) = 'FLOAT' THEN 'real' WHEN typeof(a) = 'JSON' THEN 'jsonb'
      WHEN typeof(a) = 'TIMESTAMP' THEN 'timestamp without time zone' WHEN typeof(a) = '"NULL"' THEN 'unknown'
      WHEN typeof(a) = 'BLOB' THEN 'bytea' ELSE lower(typeof(a)) END`,
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
  const count = groupCount('pattern')
  return `CASE WHEN NOT regexp_matches(a, ${searched}) THEN NULL
    WHEN ${count} > 9 THEN error('regexp_match knows nine groups at most: write (?:...) where a group need not be caught')
    WHEN ${count} = 0 THEN [regexp_extract(a, ${searched}, 0)]
    ELSE [${captures.join(', ')}][1:${count}] END`
}

/** How many groups a pattern catches. */
function groupCount(pattern: string): string {
  // Without what is escaped and what stands in brackets, each parenthesis opens a group, unless `(?` follows.
  const bare = `regexp_replace(${pattern}, '\\\\.|\\[\\^?\\]?(\\[:\\^?\\w+:\\]|\\\\.|[^\\]\\\\])*\\]', '', 'g')`
  const open = `regexp_replace(regexp_replace(${bare}, '\\(\\?P?<', '(', 'g'), '\\(\\?', '', 'g')`
  return `length(regexp_replace(${open}, '[^(]', '', 'g'))`
}

/** The parts of a text as Postgres has them: of an empty one none, and letters where there is no separator. */
function splitText(text: string, separator: string): string {
  return `CASE WHEN ${text} = '' THEN []::VARCHAR[] WHEN ${separator} IS NULL THEN string_split(${text}, '')
    WHEN ${separator} = '' THEN [${text}] ELSE string_split(${text}, ${separator}) END`
}

/** Postgres' format: `%s`, `%I`, `%L`, places and widths, over values of any type. */
function format(most: number): string {
  const bodies = Array.from({ length: most + 1 }, (_, count) => {
    const values = Array.from({ length: count }, (__, at) => `a${String(at)}`)
    const texts = values.map((value) => `${value}::VARCHAR`)
    return `(${['f', ...values].join(', ')}) AS skyql_format(f, to_json([${texts.join(', ')}]::VARCHAR[]))`
  })
  return `format_${bodies.join(', ')}`
}
