import { spawnSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { parse } from 'yaml'
import { formatterFor } from '../../src/format/index.js'
import { ExactNumber, loadYaml } from '../../src/util/index.js'

async function written(values: readonly unknown[], format = 'yaml'): Promise<string> {
  const formatter = await formatterFor(format)
  return (
    formatter.begin([{ name: 'v', type: 'JSON' }]) +
    formatter.rows(values.map((value) => [value])) +
    formatter.end({ rowCount: values.length })
  )
}

/** What YAML 1.1 or 1.2 takes for a boolean, null, number, date, merge key, tag, alias or comment. */
const AMBIGUOUS = [
  ...[
    'y',
    'n',
    'yes',
    'no',
    'on',
    'off',
    'true',
    'false',
    'null',
    '~',
    '',
    '=',
    '<<',
    '-',
    '?',
    ':',
  ],
  ...[
    '1',
    '-1',
    '+1',
    '012',
    '0o17',
    '0x1F',
    '0b11',
    '1_000',
    '1e3',
    '1.',
    '.5',
    '1:30',
    '-1:30:20.5',
  ],
  ...['190:20:30', '.inf', '-.INF', '.nan', '1.5e+3', '6.8523015e+5', '0x_0A_74_AE', '685_230.15'],
  ...['2024-01-01', '2024-01-01 00:00:00', '2001-12-14t21:59:43.10-05:00', '2024-1-1 1:1:1'],
  ...[
    'a: b',
    'a:',
    'a #b',
    '#a',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`a',
    '[a',
    '{a',
    ']',
    ', a',
  ],
  ...[
    '- a',
    '? a',
    '---',
    '...',
    '--- a',
    ' a',
    'a ',
    '\ta',
    'a\tb',
    'a\n',
    'a\nb',
    'a\n\n',
    '\na',
    ' a\nb',
  ],
  ...[
    'a\n b\n  c\n',
    'a\n \nb',
    'a\n#b\n---\nc: d\n',
    'a\r\nb',
    'a\\b',
    '"a"',
    "'a'",
    'a"b',
    "it's",
  ],
  ...[
    '\u0085',
    '\u00a0',
    '\u2028',
    '\ufeff',
    '\ufffe',
    '\u007f',
    '\u009b2J',
    '\u202e',
    '\u{e0041}',
    '日本',
    '🏴',
  ],
]
const spellings = AMBIGUOUS.flatMap((text) => [
  text,
  text.toUpperCase(),
  text.slice(0, 1).toUpperCase() + text.slice(1),
])

describe('YAML', () => {
  it.each(['1.1', '1.2'] as const)('is read as the same texts by version %s', async (version) => {
    const text = await written(spellings)
    expect(parse(text, { version })).toEqual(spellings.map((v) => ({ v })))
    expect(text).not.toMatch(/(?!\n)[\p{Cc}\u202e\u2028\ufeff]|\u{e0041}/u)
  })

  it('is read as the same values, deep and under odd names', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom(...spellings),
            fc.string({ unit: 'binary' }),
            fc.jsonValue({ maxDepth: 4 }),
            fc.dictionary(
              fc.constantFrom(...spellings, 'k'.repeat(1100)),
              fc.constantFrom(...spellings),
            ),
          ),
        ),
        async (values) => {
          const wanted = values.map((v) => ({ v }))
          for (const version of ['1.1', '1.2'] as const) {
            expect(parse(await written(values), { version })).toEqual(wanted)
          }
        },
      ),
      { numRuns: 300 },
    )
  })

  it('keeps numbers numbers, exactly', async () => {
    const numbers = [1, -1, 0.1, 1e21, -1.5e-7, 5e-324, 1.7976931348623157e308]
    for (const version of ['1.1', '1.2'] as const) {
      expect(parse(await written(numbers), { version })).toEqual(numbers.map((v) => ({ v })))
    }
    const big = [2n ** 64n, new ExactNumber('9007199254740993'), new ExactNumber('1E400')]
    expect(await written(big)).toBe(
      '- v: 18446744073709551616\n- v: 9007199254740993\n- v: 1.0e+400\n',
    )
    expect(await written([NaN, Infinity, [-Infinity], -0])).toBe(
      '- v: .nan\n- v: .inf\n- v:\n    - -.inf\n- v: -0\n',
    )
  })

  it('is block style that people read', async () => {
    const value = { Tags: [{ Key: 'a', Value: 'b c' }, ['x'], [], {}], Text: 'a\nb\n', None: null }
    expect(await written([value])).toBe(
      [
        '- v:',
        '    Tags:',
        '      - Key: a',
        '        Value: b c',
        '      - - x',
        '      - []',
        '      - {}',
        '    Text: |',
        '      a',
        '      b',
        '    None: null',
        '',
      ].join('\n'),
    )
    expect(await written([{ a: 1 }, 'x'], 'yaml-stream')).toBe('---\nv:\n  a: 1\n---\nv: x\n')
  })

  it('of files that other programs read quotes what YAML 1.1 takes for something else', async () => {
    const yaml = await loadYaml()
    const value = { texts: spellings.filter((text) => !text.includes('\ufffe')) }
    for (const text of [
      yaml.stringify(value),
      yaml.stringify(value, new Map([['texts', 'note']])),
    ]) {
      expect(parse(text, { version: '1.1' })).toEqual(value)
      expect(parse(text, { version: '1.2' })).toEqual(value)
    }
  })
})

const python = spawnSync('python3', ['-c', 'import yaml']).status === 0
if (!python) console.warn('skipped: there is no Python with PyYAML to read YAML with')

test.skipIf(!python)("Python's reader gives the same texts", async () => {
  const program = 'import sys,json,yaml; print(json.dumps(yaml.safe_load(sys.stdin.buffer)))'
  const texts = [...spellings, 'k'.repeat(3000)]
  const deep = { [spellings.join('')]: texts, ...Object.fromEntries(texts.map((key) => [key, 1])) }
  const input = await written([...texts, deep, 1e21, 1.5e-7])
  const { stdout, stderr } = spawnSync('python3', ['-c', program], { input, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(JSON.parse(stdout)).toEqual([...texts, deep, 1e21, 1.5e-7].map((v) => ({ v })))
})
