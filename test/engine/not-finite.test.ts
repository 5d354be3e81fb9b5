import { expect, test } from 'vitest'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'
import { formatterFor } from '../../src/format/index.js'

const [NAN, INF, MINUS] = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]

async function answer(expression: string): Promise<unknown> {
  const engine = await createDuckDbEngine()
  const [row] = await engine.evaluate(`SELECT ${expression}`)
  engine.close()
  return row?.[0]
}

test.each<[string, unknown]>([
  [`'nan'::DOUBLE`, NAN],
  [`'inf'::FLOAT`, INF],
  [`['-inf'::DOUBLE, 1.5]`, [MINUS, 1.5]],
  [`{'a': {'b': ['nan'::FLOAT]}}`, { a: { b: [NAN] } }],
  [`MAP {'k': 'inf'::DOUBLE}`, [{ key: 'k', value: INF }]],
  [`array_value('nan'::DOUBLE, 1)`, [NAN, 1]],
  [`to_json('nan'::DOUBLE)`, NAN],
  [`to_json(['inf'::DOUBLE, '-inf'::DOUBLE])`, [INF, MINUS]],
  [
    `to_json({'sNaN': 'NaN', 'n': 'nInfinity', 'v': 'nan'::DOUBLE})`,
    { sNaN: 'NaN', n: 'nInfinity', v: NAN },
  ],
  [
    `json '{"a":[NaN,"NaN \\" Infinity",-Infinity,9007199254740993,true,null]}' -> '$.a' ->> 1`,
    'NaN " Infinity',
  ],
  [`json '"NaN"'`, 'NaN'],
])('%s stays the number that it is', async (expression, expected) => {
  expect(await answer(expression)).toEqual(expected)
})

// What each format writes for a number that JSON does not have, in a cell of its own and inside of a value.
test.each<[string, string]>([
  ['json', '[\n{"a":null,"b":[null]}\n]\n'],
  ['jsonl', '{"a":null,"b":[null]}\n'],
  ['csv', 'a,b\nNaN,[null]\n'],
  ['tsv', 'a\tb\nNaN\t[null]\n'],
  ['text', 'NaN\t[null]\n'],
  ['yaml', '- a: .nan\n  b:\n    - -.inf\n'],
])('%s tells of no number', async (name, expected) => {
  const formatter = await formatterFor(name)
  const columns = [
    { name: 'a', type: 'DOUBLE' },
    { name: 'b', type: 'DOUBLE[]' },
  ]
  const text =
    formatter.begin(columns) + formatter.rows([[NAN, [MINUS]]]) + formatter.end({ rowCount: 1 })
  expect(text).toBe(expected)
})
