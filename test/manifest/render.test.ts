import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { RenderOptions } from '../../src/manifest/index.js'
import { renderTemplate } from '../../src/manifest/index.js'
import { templateNames } from '../../src/manifest/render.js'
import type { Json } from '../../src/util/index.js'
import { appError } from '../resource/expected-error.js'

function render(
  text: string,
  variables: Record<string, Json> = {},
  options: Omit<RenderOptions, 'variables'> = {},
): string {
  return renderTemplate(text, { variables, ...options })
}

describe('values', () => {
  it.each<[string, Record<string, Json>, string]>([
    ['{{ region }}', { region: 'us-east-1' }, 'us-east-1'],
    [
      '{{ o }} {{ a }}',
      { o: { b: 1, c: [true, null] }, a: [1, 'x'] },
      '{"b":1,"c":[true,null]} [1,"x"]',
    ],
    ['{{ t }} {{ f }} {{ n }} {{ i }}', { t: true, f: false, n: null, i: 0 }, 'true false null 0'],
    ['{{ SourceFields[0] }}', { SourceFields: '["id","name"]' }, 'id'],
    ['{{ tags[0].Key }}', { tags: [{ Key: 'k' }] }, 'k'],
    ['{{ vars.AWS_REGION }}', { vars: { AWS_REGION: 'r' } }, 'r'],
    ['{{ flow_definition }}', { FlowDefinition: 'f' }, 'f'],
    ['{{ my-res.id }}/{{ a/b }}', { 'my-res': { id: 7 }, 'a/b': 'c' }, '7/c'],
    ['{{ a-b }} {{ c/d }}', { a: 5, b: 3, c: 6, d: 2 }, '2 3'],
    ['{{ "}}" }}{{ {"A": {"b": 1}} | tojson }}', {}, '}}{"A":{"b":1}}'],
    ['{{ {"A": {"b": {}}}}}', {}, '{"A":{"b":{}}}'],
    ['{% raw %}{{ x }}{% endraw %}{# {{ y }} #}', {}, '{{ x }}'],
    ["{{ 'a' if on else 'b' }}", { on: false }, 'b'],
    ['{% for k, v in o %}{{ k }}={{ v }};{% endfor %}', { o: { a: 1, b: 2 } }, 'a=1;b=2;'],
    ['{% for k, v in o.items() %}{{ k }}{{ v }}{% endfor %}', { o: { a: 1 } }, 'a1'],
    [
      '{% for x in l %}{{ loop.index }}{{ x }}{% if not loop.last %},{% endif %}{% else %}-{% endfor %}',
      { l: '["a","b"]' },
      '1a,2b',
    ],
    ['{% for x in [] %}x{% else %}none{% endfor %}', {}, 'none'],
    ['{% set n = 1 %}{% for x in [1,2] %}{% set n = n + x %}{% endfor %}{{ n }}', {}, '4'],
    ['{% set b %}<{{ x }}>{% endset %}{{ b }}', { x: "'" }, "<'>"],
    ['{% macro m(a, b=2) %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(1, b=3) }}', {}, '1213'],
    ['{% macro m() %}[{{ caller() }}]{% endmacro %}{% call m() %}x{% endcall %}', {}, '[x]'],
    ['{% switch x %}{% case 1 %}one{% default %}other{% endswitch %}', { x: 1 }, 'one'],
    ['{% filter upper %}a{{ x }}{% endfilter %}', { x: 'b' }, 'AB'],
    [
      '{{ x in ["a", "b"] }} {{ "k" in o }} {{ 3 not in [1] }}',
      { x: 'a', o: { k: 1 } },
      'true true true',
    ],
    ['{{ x is defined }} {{ o.y is defined }} {{ 2 is even }}', { o: {} }, 'false false true'],
    ['{{ x | default("d") }} {{ o.y | d("e") }}', { o: {} }, 'd e'],
    ['{% if x is defined %}{{ x }}{% endif %}.', {}, '.'],
    ['{% if enabled == true %}yes{% endif %}', { enabled: 'true' }, 'yes'],
    [
      '{{ 1 + 2 * 3 ** 2 }} {{ "a" ~ 1 }} {{ 7 // 2 }} {{ 7 % 4 }} {{ -x }}',
      { x: '3' },
      '19 a1 3 3 -3',
    ],
    ['{{ name.split("-")[1] | upper }}', { name: 'a-b' }, 'B'],
    ['a\n {%- if true -%} b {%- endif %} c', {}, 'ab c'],
    ['\uE000{{ x }}\uE001}', { x: 1 }, '\uE0001\uE001}'],
  ])('%s', (text, variables, expected) => {
    expect(render(text, variables)).toBe(expected)
  })

  it('makes ids from what it is given', () => {
    let made = 0
    const uuid = (): string => `u${++made}`
    expect(render('{{ uuid() }} {{ uuid() }}', {}, { uuid })).toBe('u1 u2')
    const text = '{{ idempotency_token }} {{ idempotency_token }}'
    expect(render(text, {}, { idempotencyToken: uuid })).toBe('u3 u3')
    expect(() => render('{{ uuid() }}')).toThrow(appError('TEMPLATE_UNDEFINED'))
  })

  it('leaves what needs a deferred name as it is written', () => {
    const text = '{{ region }}-{{ resource_name | upper }}-{{- {"a": {"b": this.x}} }}'
    const options = { deferred: ['resource_name', 'this'] }
    expect(render(text, { region: 'r' }, options)).toBe(
      'r-{{ resource_name | upper }}-{{- {"a": {"b": this.x}} }}',
    )
    const block = '{% if resource_name == "a" %}{{ region }}{% endif %}'
    expect(render(block, { region: 'r' }, options)).toBe(block)
  })
})

describe('filters', () => {
  it.each<[string, Record<string, Json>, string]>([
    [
      '{{ {"Tags": tags, "Name": n, "Size": s, "A/B": true} | generate_patch_document }}',
      { tags: '[{"Key":"k"}]', n: '0012', s: 5 },
      '[{"op":"add","path":"/Tags","value":[{"Key":"k"}]},{"op":"add","path":"/Name","value":"0012"},' +
        '{"op":"add","path":"/Size","value":5},{"op":"add","path":"/A~1B","value":true}]',
    ],
    ['{{ (x | from_json).a }}', { x: '{"a":"<&>"}' }, '<&>'],
    ['{{ x | tojson }}', { x: { a: "<'&" } }, '{"a":"<\'&"}'],
    [
      '{{ x | sql_list }} {{ [] | sql_list }} {{ y | sql_list }}',
      { x: ['a', "b'c"], y: '["d"]' },
      "('a','b''c') (NULL) ('d')",
    ],
    ['{{ x | sql_escape }}', { x: "it's" }, "it''s"],
    ['{{ x | base64_encode }}', { x: 'ü' }, 'w7w='],
    ['{{ a | merge_lists(b) }}', { a: [{ k: 1 }, 2], b: '[2,{"k":1},3]' }, '[{"k":1},2,3]'],
    ['{{ a | merge_lists(other=b) }}', { a: [1], b: [2] }, '[1,2]'],
    ['{{ a | merge_objects(b) }}', { a: { x: 1, y: 1 }, b: { y: 2 } }, '{"x":1,"y":2}'],
    [
      '{{ t | to_aws_tag_filters }}',
      { t: '[{"Key":"k","Value":"v"}]' },
      '[{"Key":"k","Values":["v"]}]',
    ],
    ['{{ l | sort | join("-") }} {{ l | length }} {{ l | first }}', { l: ['b', 'a'] }, 'a-b 2 b'],
    ['{{ o | groupby("k") | tojson }}', { o: [{ k: 'a', v: 1 }] }, '{"a":[{"k":"a","v":1}]}'],
    ['{{ " x " | trim | upper | replace("X", "y") }}', {}, 'y'],
    ['{{ "5" | int + 1 }}', {}, '6'],
  ])('%s', (text, variables, expected) => {
    expect(render(text, variables)).toBe(expected)
  })

  it.each([
    ['{{ x | uper }}', /no filter "uper"/, /upper/],
    ['{{ "{" | from_json }}', /from_json: not valid JSON/, undefined],
    ['{{ "text" | generate_patch_document }}', /takes an object of properties/, /Tags/],
    ['{{ 1 | merge_lists(2) }}', /two lists/, undefined],
    ['{{ "a" - 1 }}', /needs numbers/, undefined],
  ])('refuses %s', (text, message, hint) => {
    const about = { message, ...(hint && { hint }) }
    expect(() => render(text, { x: 'x' })).toThrow(appError('TEMPLATE_FILTER', about))
  })
})

describe('what is not there', () => {
  it.each([
    ['{{ missing }}', 'missing', 1, 4],
    ['a\n  {{ missing|upper }}', 'missing', 2, 6],
    ['{{ missing + "x" }}', 'missing', 1, 4],
    ['{{ a.missing }}', 'a.missing', 1, 4],
    ['{{ a.b.c }}', 'a.b', 1, 4],
    ['{{ list[3] }}', 'list[3]', 1, 4],
    ['{% if missing %}{% endif %}', 'missing', 1, 7],
    ['{% for x in missing %}{% endfor %}', 'missing', 1, 13],
    ['{{ x[missing] }}', 'missing', 1, 6],
    ['{{ missing is even }}', 'missing', 1, 4],
    ['{{ missing() }}', 'missing', 1, 4],
    ['{{ my-res.x }}', 'my-res', 1, 4],
    [
      '{% set x = 1 %}{% if false %}{% set missing = 1 %}{% endif %}{{ missing }}',
      'missing',
      1,
      65,
    ],
  ])('%s', (text, name, line, column) => {
    const message = new RegExp(`"${name.replace(/[.[\]]/g, '\\$&')}" is not defined`)
    expect(() => render(text, { a: { x: 1 }, list: [1], x: [1] })).toThrow(
      appError('TEMPLATE_UNDEFINED', { message, line, column }),
    )
  })

  it('suggests names and keeps the file', () => {
    expect(() => render('{{ regoin }}', { region: 'r' }, { file: 'q.iql' })).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({
          file: 'q.iql',
          hint: 'Did you mean region?',
          source: '{{ regoin }}',
        }) as unknown,
      }),
    )
    expect(() => render('{{ DomainName }}')).toThrow(
      appError('TEMPLATE_UNDEFINED', { hint: /--var DomainName=/ }),
    )
  })

  it.each([
    ['{{ x', /\{\{ is not closed/],
    ['{% if x %}', /endif|unexpected end|parse/i],
    ['{{ }}', /./],
    [`{{ a | default(') }}`, /never closed/],
    ['{{ a b }}', /expected variable end/],
    [`{{ ${'('.repeat(50_000)} }}`, /./],
    [`{{ ${'['.repeat(50_000)} }}`, /./],
  ])('syntax of %.20s', (text, message) => {
    expect(() => render(text, { a: 1, b: 1, x: 1 })).toThrow(
      appError('TEMPLATE_SYNTAX', { message }),
    )
  })
})

describe('what leads out of a template', () => {
  const escapes = [
    '{{ range.constructor("return process")() }}',
    '{{ range["con" + "structor"] }}',
    '{{ "".constructor }}',
    '{{ [].constructor.constructor("return 1")() }}',
    '{{ {}["con"+"structor"] }}',
    '{{ {}.__proto__ }}',
    '{{ x.__proto__.y }}',
    '{{ x["__defineGetter__"] }}',
    '{{ "a".at.call }}',
    '{{ "a".toString() }}',
    '{{ x.hasOwnProperty("y") }}',
    '{{ cycler.constructor }}',
    '{{ joiner("").constructor }}',
    '{{ x | attr("constructor") }}',
    '{{ [x] | groupby("constructor") }}',
    '{{ [x] | sort(attribute="__proto__.a") }}',
    '{{ [x] | selectattr("a.constructor") }}',
    '{{ [x] | join(",", "constructor") }}',
    '{{ ["a"] | map("constructor") }}',
    '{{ self }}',
    '{{ this.process }}',
    '{{ process.env }}',
    '{{ globalThis }}',
    '{{ require("fs") }}',
    '{{ caller.constructor }}',
    '{% macro m() %}{{ m.constructor("return 1")() }}{% endmacro %}{{ m() }}',
    '{% set constructor = 1 %}{{ constructor }}',
    '{% include "/etc/passwd" %}',
    '{% import "x" as y %}',
    '{% from "x" import y %}',
    '{% extends "x" %}',
    '{% block b %}{% endblock %}',
    '{% asyncEach a in [1] %}{% endeach %}',
    '{{ a"&&Function`return\\x20process```&&"b }}',
    '{% for a"+process.exit`1`+"b in [1] %}{% endfor %}',
    '{{ range(1e9) }}',
    '{{ range(1, 5, 0) }}',
    '{% for a in range(10000) %}{% for b in range(10000) %}{% endfor %}{% endfor %}',
    '{% set a = "xxxxxxxx" %}{% for i in range(40) %}{% set a = a ~ a %}{% endfor %}',
    '{{ "x" | indent(1000000000) }}',
  ]

  it.each(escapes)('%s', (text) => {
    expect(() => render(text, { x: { y: 1 } })).toThrow(
      expect.objectContaining({
        code: expect.stringMatching(/^TEMPLATE_(FORBIDDEN|UNDEFINED|FILTER|SYNTAX)$/) as unknown,
      }),
    )
  })

  it('says forbidden for what would be one step further', () => {
    for (const text of escapes.slice(0, 8)) {
      expect(() => render(text, { x: {} })).toThrow(appError('TEMPLATE_FORBIDDEN'))
    }
  })

  it('keeps keys that other languages know as data', () => {
    expect(render('{{ x.toString }} {{ x.valueOf }}', { x: { toString: 1, valueOf: 2 } })).toBe(
      '1 2',
    )
    const hostile = JSON.parse('{"__proto__":{"polluted":1}}') as Json
    expect(render('{{ x }}{{ x | merge_objects({}) }}', { x: hostile })).toBe(
      '{"__proto__":{"polluted":1}}{"__proto__":{"polluted":1}}',
    )
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

const seed = new URL(
  '../../../shared/reference/seeds/awscc-customerprofiles-integrations.md',
  import.meta.url,
)

describe.skipIf(!existsSync(seed))('the page of awscc.customerprofiles.integrations', () => {
  const page = existsSync(seed) ? readFileSync(seed, 'utf8') : ''
  const statements = [...page.matchAll(/```sql\n([^]*?)```/g)].map((match) => match[1] ?? '')

  it('renders its UPDATE as printed', () => {
    const update = statements.find((text) => text.startsWith('/*+ update */')) ?? ''
    const sql = render(
      update,
      {
        region: 'us-east-1',
        flow_definition: '{"FlowName":"it\'s"}',
        object_type_name: 'Account',
        tags: [{ Key: 'a', Value: '1' }],
        object_type_names: '[]',
        event_trigger_names: '["t"]',
      },
      { sql: true },
    )
    expect(sql).toBe(`/*+ update */
UPDATE awscc.customerprofiles.integrations
SET PatchDocument = string('[{"op":"add","path":"/FlowDefinition","value":{"FlowName":"it''s"}},{"op":"add","path":"/ObjectTypeName","value":"Account"},{"op":"add","path":"/Tags","value":[{"Key":"a","Value":"1"}]},{"op":"add","path":"/ObjectTypeNames","value":[]},{"op":"add","path":"/EventTriggerNames","value":["t"]}]')
WHERE region = 'us-east-1'
AND Identifier = '<DomainName>|<Uri>';
`)
  })

  it('renders its INSERTs as printed, NULL for what is null', () => {
    const insert = statements.find((text) => text.includes("'{{ FlowDefinition }}'")) ?? ''
    const variables = {
      ...{ DomainName: 'd', Uri: 's3://b', FlowDefinition: { FlowName: "f'" }, Tags: [] },
      ...{ ObjectTypeName: null, ObjectTypeNames: '[]', EventTriggerNames: '[]', region: 'r' },
    }
    const sql = render(insert, variables, { sql: true })
    expect(sql).toContain(` '{"FlowName":"f''"}',\n NULL,\n '[]',`)
  })
})

describe('a patch of what is declared', () => {
  const patch =
    '{{ { "FlowDefinition": flow_definition, "Tags": tags, "Other": name } | generate_patch_document }}'

  it('leaves out properties whose own variables are not there', () => {
    const variables = { Tags: '[{"Key":"a","Value":"b"}]', name: 'n' }
    expect(JSON.parse(renderTemplate(patch, { variables }))).toEqual([
      { op: 'add', path: '/Tags', value: [{ Key: 'a', Value: 'b' }] },
      { op: 'add', path: '/Other', value: 'n' },
    ])
    expect(templateNames(patch, [])).toEqual([
      { name: 'flow_definition', optional: true },
      { name: 'tags', optional: true },
      { name: 'name', optional: false },
    ])
  })

  it('names a variable that is another one’s', () => {
    const wrong = '{{ { "Tags": tgas } | generate_patch_document }}'
    expect(() => renderTemplate(wrong, { variables: { tags: [] } })).toThrow(/tgas/)
    const plain = '{{ { "Tags": tags } }}'
    expect(() => renderTemplate(plain, { variables: {} })).toThrow(/tags/)
  })
})
