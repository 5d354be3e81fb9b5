import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderTemplate } from '../../src/manifest/index.js'
import type { Json } from '../../src/util/index.js'
import { appError } from '../resource/expected-error.js'

function sql(text: string, variables: Record<string, Json>): string {
  return renderTemplate(text, { variables, sql: true })
}

describe('SQL templates', () => {
  it.each<[string, Json, string]>([
    ["SELECT '{{ x }}'", "it's", "SELECT 'it''s'"],
    ["SELECT '{{ x | sql_escape }}'", "it's", "SELECT 'it''s'"],
    ["SELECT 'a''{{ x }}''b'", "'", "SELECT 'a''''''b'"],
    ["SELECT E'{{ x }}'", "\\'", "SELECT E'\\\\'''"],
    ["SELECT E'\\'{{ x }}'", "'", "SELECT E'\\''''"],
    ["SELECT e'a''{{ x }}'", '\\', "SELECT e'a''\\\\'"],
    ["SELECT '\\'||'{{ x }}'", "'", "SELECT '\\'||''''"],
    ['SELECT "{{ x }}"', 'a"b', 'SELECT "a""b"'],
    ["SELECT \"it's\", '{{ x }}'", "'", "SELECT \"it's\", ''''"],
    ['-- {{ x }}\nSELECT 1', 'a\nDROP', '-- a DROP\nSELECT 1'],
    ["/* it's {{ x }} */ SELECT '{{ x }}'", '*/', "/* it's   *  /   */ SELECT '*/'"],
    ["/*/ {{ x }} */ SELECT '{{ x }}'", "'", "/*/  '  */ SELECT ''''"],
    ["/* /* */ {{ x }} */ '{{ x }}'", "'", "/* /* */  '  */ ''''"],
    ["SELECT $$it's$$, '{{ x }}'", "'", "SELECT $$it's$$, ''''"],
    ["SELECT $a$ $$ ' {{ x }}$a$, '{{ x }}'", "'", "SELECT $a$ $$ ' '$a$, ''''"],
    ['SELECT {{ x }}', 'us-east-1', 'SELECT us-east-1'],
    ['LIMIT {{ x }}', '10', 'LIMIT 10'],
    ['SELECT 1 -{{ x }}', -5, 'SELECT 1 - -5'],
    ['SELECT {{ x }}, {{ x is none }}', null, 'SELECT NULL, true'],
    ["SELECT '{{ x }}', '{{ x }}'", null, 'SELECT NULL, NULL'],
    ['IN {{ x | sql_list }}', ['a', "b'"], "IN ('a','b''')"],
    ["{% for r in x %}SELECT '{{ r }}';{% endfor %}", ["'"], "SELECT '''';"],
    ["{% macro q(v) %}f('{{ v }}'){% endmacro %}SELECT {{ q(x) }}", "'", "SELECT f('''')"],
    ["{% set c %}a = '{{ x }}'{% endset %}WHERE {{ c }}", "'", "WHERE a = ''''"],
    ["SELECT '{% if true %}{{ x }}{% endif %}'", "'", "SELECT ''''"],
  ])('%s with %j', (text, x, expected) => {
    expect(sql(text, { x })).toBe(expected)
  })

  it.each<[string, Json]>([
    ['SELECT {{ x }}', "'a'"],
    ['SELECT {{ x }}', '1; DROP TABLE t'],
    ['SELECT {{ x }}', 'a--b'],
    ['SELECT {{ x }}', '--'],
    ['SELECT {{ x }}', { a: 1 }],
    ['SELECT {{ x }}', ''],
    ['SELECT {{ x | upper }}', '/*'],
    ['SELECT $${{ x }}$$', 'a$$b'],
    ['SELECT {{ x | sql_escape }}', "a'b"],
  ])('refuses %s with %j', (text, x) => {
    expect(() => sql(text, { x })).toThrow(appError('TEMPLATE_FORBIDDEN', { line: 1 }))
  })

  it('refuses a null inside a longer text', () => {
    for (const text of [
      "'a{{ x }}'",
      "'{{ x }}a'",
      "'{{ x }}{{ x }}'",
      "'{{ x }}''b'",
      "'{{ x }}",
    ]) {
      expect(() => sql(text, { x: null })).toThrow(
        appError('TEMPLATE_UNDEFINED', { message: /"x" is null/ }),
      )
    }
  })

  it('gives back every value from its string literal', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({
        unit: fc.constantFrom("'", '\\', '-', '/', '*', '$', '"', '{', '}', '%', 'a', ';'),
      }),
    )
    fc.assert(
      fc.property(hostile, hostile, (x, y) => {
        fc.pre(!x.includes('\0') && !y.includes('\0'))
        const text = sql("SELECT '{{ x }}' AS a, '-{{ y }}' AS b, 1 -- '", { x, y })
        const literals = [...text.matchAll(/'((?:[^']|'')*)'/g)].map((match) =>
          (match[1] ?? '').replaceAll("''", "'"),
        )
        expect(literals.slice(0, 2)).toEqual([x, `-${y}`])
        expect(text.endsWith("' AS b, 1 -- '")).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})
