import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDuckDialect, tokenize } from '../../src/sql/index.js'
import { applyEdits, originalOffset } from '../../src/util/index.js'

/** Stretches of text that the pass must not look into. */
const OPAQUE = fc.oneof(
  fc.string().map((text) => `'${text.replaceAll("'", "''")}'`),
  fc.string().map((text) => `"${text.replaceAll('"', '""')}"`),
  fc.string().map((text) => `/*${text.replaceAll('*', '').replaceAll('/', '')}*/`),
  fc.string().map((text) => `--${text.replace(/[\r\n]/g, '')}\n`),
  fc.string().map((text) => `$q$${text.replaceAll('$', '')}$q$`),
)

const SPECIAL = fc.constantFrom(
  ...`-> ->> #> #>> @> <@ ? ?| ?& ~ ~* !~ !~* || :: . , ( )`.split(' '),
  ...`json_extract( json_each( jsonb_agg( json_group_object( total( date( typeof( format(`.split(
    ' ',
  ),
  ...`jsonb_array_elements( jsonb_object_keys( jsonb FILTER OVER DISTINCT SELECT FROM WHERE AS value a LIKE unnest( generate_series( inet cidr << >>= SYMMETRIC BETWEEN ANY ALL`.split(
    ' ',
  ),
)

const PLAIN = fc.constantFrom(
  ...`SELECT a, b.c FROM t WHERE x = 1 AND y GROUP BY ORDER LIMIT 5 ( ) + - * / < > <= json date total`.split(
    ' ',
  ),
)

const joined = (parts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(parts, { maxLength: 25 }).map((texts) => texts.join(' '))

/** All strings and quoted names but the backslash that LIKE gets as its ESCAPE. */
const opaqueOf = (sql: string): string[] =>
  tokenize(sql)
    .filter(
      ({ kind }, index, tokens) =>
        (kind === 'string' && tokens[index - 1]?.text !== 'ESCAPE') || kind === 'quoted',
    )
    .map(({ text }) => text)

describe('the dialect pass', () => {
  test('never changes strings, quoted names and comments', () => {
    fc.assert(
      fc.property(joined(fc.oneof(OPAQUE, SPECIAL, PLAIN)), (sql) => {
        const { sql: changed, edits } = toDuckDialect(sql)
        expect(applyEdits(sql, edits)).toBe(changed)
        expect(opaqueOf(changed)).toEqual(opaqueOf(sql))
        const blanked = (text: string): string[] => text.match(/\/\*[^]*?\*\/|--.*\n/g) ?? []
        expect(blanked(changed)).toEqual(blanked(sql))
      }),
      { numRuns: 500 },
    )
  })

  test('gives back what holds nothing of either dialect, byte for byte', () => {
    fc.assert(
      fc.property(joined(fc.oneof(OPAQUE, PLAIN)), (sql) => {
        // A word is of a dialect only where it is called; comments may stand before the parenthesis.
        const tokens = tokenize(sql)
        fc.pre(
          !tokens.some(
            ({ text }, index) =>
              ['json', 'date', 'total'].includes(text) && tokens[index + 1]?.text === '(',
          ),
        )
        expect(toDuckDialect(sql)).toMatchObject({ edits: [] })
      }),
      { numRuns: 500 },
    )
  })

  test('leads every place back to the token that stands there', () => {
    fc.assert(
      fc.property(joined(fc.oneof(SPECIAL, PLAIN)), (sql) => {
        const { sql: changed, edits } = toDuckDialect(sql)
        for (const { kind, text, start } of tokenize(changed)) {
          const offset = originalOffset(edits, start)
          const touched = edits.some((edit) => edit.start === offset)
          if (kind === 'word' && !touched) expect(sql.startsWith(text, offset)).toBe(true)
        }
      }),
      { numRuns: 500 },
    )
  })
})
