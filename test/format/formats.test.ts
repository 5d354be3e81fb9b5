import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FormatColumn, FormatOptions, FormatRow } from '../../src/format/index.js'
import { FORMAT_NAMES, formatterFor, jsonValue } from '../../src/format/index.js'
import { loadYaml } from '../../src/util/index.js'
import { appError } from '../resource/expected-error.js'

const columns: FormatColumn[] = [
  { name: 'name', type: 'VARCHAR' },
  { name: 'size', type: 'BIGINT' },
  { name: 'tags', type: 'JSON' },
]
const rows: FormatRow[] = [
  ['a', 9007199254740993n, [{ Key: 'k' }]],
  [null, 5, null],
  ['b,"c"\n', -1, { x: 1 }],
]

async function format(
  name: string,
  batches: readonly (readonly FormatRow[])[],
  about: { columns?: readonly FormatColumn[]; options?: FormatOptions } = {},
): Promise<string> {
  const formatter = await formatterFor(name, about.options)
  const texts = [formatter.begin(about.columns ?? columns)]
  for (const batch of batches) texts.push(formatter.rows(batch))
  const rowCount = batches.reduce((sum, batch) => sum + batch.length, 0)
  return texts.concat(formatter.end({ rowCount })).join('')
}

describe('formats', () => {
  it('json nests, keeps big integers and names every column', async () => {
    expect(await format('json', [rows])).toBe(
      '[\n{"name":"a","size":9007199254740993,"tags":[{"Key":"k"}]},\n' +
        '{"name":null,"size":5,"tags":null},\n' +
        '{"name":"b,\\"c\\"\\n","size":-1,"tags":{"x":1}}\n]\n',
    )
    const twins = ['a', 'a', 'a_1', '__proto__'].map((name) => ({ name, type: 'BIGINT' }))
    expect(await format('json', [[[1, 2, 3, 4]]], { columns: twins })).toBe(
      '[\n{"a":1,"a_1_":2,"a_1":3,"__proto__":4}\n]\n',
    )
    expect(await format('json', [])).toBe('[]\n')
  })

  it('jsonl is a line a row', async () => {
    const lines = (await format('jsonl', [rows.slice(1)])).split('\n')
    expect(lines).toEqual([
      '{"name":null,"size":5,"tags":null}',
      '{"name":"b,\\"c\\"\\n","size":-1,"tags":{"x":1}}',
      '',
    ])
  })

  it('csv quotes by RFC 4180 and tells NULL from an empty text', async () => {
    expect(await format('csv', [rows, [['', true, 1.5]]])).toBe(
      'name,size,tags\n' +
        'a,9007199254740993,"[{""Key"":""k""}]"\n' +
        ',5,\n' +
        '"b,""c""\n",-1,"{""x"":1}"\n' +
        '"",true,1.5\n',
    )
    const options = { headers: false, delimiter: '\t' }
    expect(await format('csv', [[['a', 1, null]]], { options })).toBe('a\t1\t\n')
  })

  it('table aligns by display width and shows NULL and control characters', async () => {
    const wide: FormatRow[] = [
      ['日本', 1, null],
      ['NULL', 20, [1]],
      ['\u001b[31m\n\u202e', 3, 'x'],
    ]
    expect(await format('table', [wide])).toBe(
      [
        'name              size  tags',
        '----------------  ----  ----',
        '日本                 1  NULL',
        '"NULL"              20  [1]',
        '\\x1b[31m\\n\\u202e     3  x',
        '',
      ].join('\n'),
    )
    expect(await format('table', [])).toBe('name  size  tags\n----  ----  ----\n')
    expect(await format('table', [[['a', 1, null]]], { options: { headers: false } })).toBe(
      'a  1  NULL\n',
    )
  })

  it('table cuts long cells to a width, says so, and cuts nothing without one', async () => {
    const long: FormatRow[] = [['あいうえおかきくけこ'.repeat(3), 1, 'y'.repeat(50)]]
    const text = await format('table', [long], { options: { width: 40 } })
    const lines = text.split('\n')
    expect(lines[2]).toMatch(/^(?:あ|い|う|え|お|か|き|く|け|こ)+… +1 {2}y+…$/)
    expect(lines[1]?.length).toBeLessThanOrEqual(40)
    expect(lines[3]).toContain('are cut')
    expect(await format('table', [long])).not.toContain('…')
  })

  it('table streams after the rows that decide the widths', async () => {
    const formatter = await formatterFor('table')
    formatter.begin(columns)
    const many = Array.from({ length: 1000 }, (_none, index): FormatRow => ['n', index, null])
    expect(formatter.rows(many.slice(0, 999))).toBe('')
    expect(formatter.rows(many.slice(999)).split('\n')).toHaveLength(1003)
    expect(formatter.rows([['n', 1, null]])).toBe('n        1  NULL\n')
    expect(formatter.end({ rowCount: 1001 })).toBe('')
  })

  it('colours only when asked to', async () => {
    const escape = String.fromCharCode(27)
    for (const name of FORMAT_NAMES) {
      expect(await format(name, [rows])).not.toContain(escape)
    }
    const options = { color: true }
    expect(await format('table', [rows], { options })).toContain(`${escape}[2mNULL${escape}[22m`)
    expect(await format('vertical', [rows], { options })).toContain(`${escape}[1m`)
  })

  it('markdown keeps its table whole', async () => {
    expect(await format('markdown', [[['a|b\\\n<i>', 1, { x: '|' }]]])).toBe(
      '| name | size | tags |\n| --- | ---: | --- |\n| a\\|b\\\\<br>\\<i> | 1 | {"x":"\\|"} |\n',
    )
  })

  it('vertical spreads JSON over lines', async () => {
    expect(await format('vertical', [rows.slice(0, 1)])).toBe(
      [
        '--- 1 ---',
        'name: a',
        'size: 9007199254740993',
        'tags: [',
        '        {',
        '          "Key": "k"',
        '        }',
        '      ]',
        '',
      ].join('\n'),
    )
  })

  it('yaml is one list over all batches', async () => {
    const text = await format('yaml', [rows.slice(0, 1), rows.slice(1)])
    expect(text).toContain('size: 9007199254740993')
    const yaml = await loadYaml()
    expect(yaml.parse(text)).toEqual({
      value: [
        { name: 'a', size: '9007199254740993', tags: [{ Key: 'k' }] },
        { name: null, size: 5, tags: null },
        { name: 'b,"c"\n', size: -1, tags: { x: 1 } },
      ],
    })
    expect(await format('yaml', [])).toBe('[]\n')
  })

  it('refuses a format it does not know', async () => {
    await expect(formatterFor('jsno')).rejects.toThrow(
      appError('USAGE', { hint: /Did you mean json/ }),
    )
    await expect(formatterFor('toString')).rejects.toThrow(appError('USAGE'))
  })
})

describe('jsonValue', () => {
  it('is JSON of the same value, with nothing in it that steers a terminal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = jsonValue(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(text).not.toMatch(/\p{Cc}|\u202e/u)
      }),
    )
    expect(jsonValue({ a: [1n, undefined, NaN], b: '\u009b\u202e' })).toBe(
      '{"a":[1,null,null],"b":"\\u009b\\u202e"}',
    )
  })
})

it('every format but JSON keeps control characters out of a terminal', async () => {
  const text = fc.string({ unit: fc.constantFrom('\u001b', '\u009b', '\u202e', '\b', 'a', '|') })
  await fc.assert(
    fc.asyncProperty(text, async (cell) => {
      for (const name of ['table', 'vertical', 'markdown', 'json', 'jsonl']) {
        const about = { columns: [{ name: cell, type: 'VARCHAR' }] }
        expect(await format(name, [[[cell]]], about)).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u)
      }
    }),
    { numRuns: 50 },
  )
})
