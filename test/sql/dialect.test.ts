import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DIALECT_MACROS, toDuckDialect } from '../../src/sql/index.js'

let instance: DuckDBInstance
let connection: DuckDBConnection

beforeAll(async () => {
  instance = await DuckDBInstance.create(':memory:', { threads: '1' })
  connection = await instance.connect()
  for (const name of ['~>', '~>>', 'json_xtract_', 'string']) {
    for (const macro of DIALECT_MACROS[name] ?? []) {
      await connection.run(`CREATE TEMP MACRO ${macro}`)
    }
  }
  await connection.run(
    `CREATE TABLE t AS SELECT 'x' AS region, '{"k":"v","n":{"a":[1,2,{"b":"c"}]},"it''s":1,"d.e":"f"}'::JSON AS tags, '[{"Key":"a"},{"Key":"z"}]'::JSON AS list, 'k' AS name`,
  )
})

afterAll(() => {
  connection.closeSync()
  instance.closeSync()
})

async function value(expression: string): Promise<unknown> {
  const reader = await connection.runAndReadAll(toDuckDialect(`SELECT ${expression} FROM t`).sql)
  return reader.getRowsJson()[0]?.[0]
}

describe('JSON operators mean what they mean in Postgres', () => {
  test.each([
    [`tags ->> 'k'`, 'v'],
    [`tags->>'k'`, 'v'],
    [`tags -> 'k'`, '"v"'],
    [`tags ->> 'd.e'`, 'f'],
    [`tags ->> 'it''s'`, '1'],
    [`tags ->> 'missing'`, null],
    [`tags -> 'n' -> 'a' -> 2 ->> 'b'`, 'c'],
    [`list -> 0 ->> 'Key'`, 'a'],
    [`list->-1->>'Key'`, 'z'],
    [`list -> -1 ->> 'Key'`, 'z'],
    [`tags ->> name`, 'v'],
    [`region = 'x' AND tags ->> 'k' = 'v'`, true],
    [`tags ->> 'k' = 'v' OR false`, true],
    [`NOT tags ->> 'k' = 'w'`, true],
    [`tags ->> 'k' IN ('v', 'w')`, true],
    [`tags ->> 'k' || '!'`, 'v!'],
    [`json_extract(tags, '$.k')`, 'v'],
    [`json_extract(tags, '$.n.a[2].b')`, 'c'],
    [`JSON_EXTRACT(tags, '$.k') = 'v'`, true],
    [`string('x')`, 'x'],
  ])('%s', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected)
  })
})

describe('what is left alone', () => {
  test.each([
    `SELECT '->> json_extract(a)' AS "->", $$->$$ /* -> */ -- ->>`,
    'SELECT list_transform([1, 2], x -> x + 1)',
    'SELECT list_reduce([1, 2], (x, y) -> x + y)',
    'SELECT list_transform([1], x -> 1), list_filter([1], x -> -x < 1)',
    'SELECT list_transform([1, 2], lambda x: x + 1)',
    'SELECT a.json_extract FROM a',
    'SELECT json_extract FROM a',
  ])('%s', (sql) => {
    // A minus may take a key from a JSON column.
    const asksForColumns = sql.includes('-x')
    expect(toDuckDialect(sql)).toEqual({ sql, edits: [], asksForColumns })
  })

  test('a lambda inside JSON access and the other way round', async () => {
    expect(await value(`list_transform(['k'], x -> tags ->> x)[1]`)).toBe('v')
  })
})

test('replacements keep their length, so that positions stay true', () => {
  for (const sql of [`tags->>'k'`, `tags->'k'`, `json_extract(a, b)`, `tags -> 0`]) {
    expect(toDuckDialect(sql).sql).toHaveLength(sql.length)
  }
})

test.each([
  ['SELECT 0x1F, 0XfF_ff, 0b101, 0o17', 'SELECT 31, 65535, 5, 15'],
  ['SELECT\u00a0a,\u3000b', 'SELECT a, b'],
  ["SELECT '\u00a0' /* it's */", "SELECT '\u00a0' /*      */"],
  ["SELECT '\u00a0' -- it's\n, 1", "SELECT '\u00a0'        \n, 1"],
  ["SELECT E'\\'\u00a0'", "SELECT E'''\u00a0'"],
  ["SELECT $_$it\u00a0's\\$_$", "SELECT E'it\u00a0''s\\\\'/**/"],
])('%j is %j to DuckDB', (sql, expected) => {
  expect(toDuckDialect(sql).sql).toBe(expected)
})
