import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'
import type { RelationalEngine } from '../../src/engine/index.js'
import type { RelationDefinition, ResultValue } from '../../src/relation/index.js'
import { toDuckDialect } from '../../src/sql/index.js'

const RESOURCES: RelationDefinition = {
  catalog: 'awscc',
  schema: 's',
  table: 't',
  columns: [
    { name: 'region', type: 'VARCHAR' },
    { name: 'name', type: 'VARCHAR' },
    { name: 'created_at', type: 'VARCHAR' },
    { name: 'size', type: 'BIGINT' },
    { name: 'public', type: 'BOOLEAN' },
    { name: 'tags', type: 'JSON' },
    { name: 'list', type: 'JSON' },
  ],
}

const TAGS = `{"d.e":"f","flag":true,"it's":1,"k":"v","n":{"a":[1,2,{"b":"c"}]},"nil":null}`
const LIST = `[{"Key":"a","Value":"1"},{"Key":"z","Value":"26"}]`

export const JSON_COLUMNS: ReadonlySet<string> = new Set(['tags', 'list'])

/** An expression or a whole query over the table `t`, and what it answers; rows where a query has several. */
export type Answer = readonly [sql: string, expected: unknown]

let engine: RelationalEngine

/** Registers a table of answers as tests; `t` holds the rows r1 (the values of TAGS and LIST) and r2 (NULLs). */
export function expectAnswers(answers: readonly Answer[]): void {
  beforeAll(async () => {
    engine = await createDuckDbEngine({ threads: 1 })
    await engine.define([RESOURCES])
    await engine.load(RESOURCES, {
      rows: [
        ['us-east-1', 'r1', '2024-01-02T03:04:05Z', 5, true, TAGS, LIST],
        ['eu-west-1', 'r2', null, null, false, null, null],
      ],
    })
  })

  afterAll(() => {
    engine.close()
  })

  test.each(answers)('%s', async (sql, expected) => {
    const whole = /^\s*(?:SELECT|WITH)\b/i.test(sql)
    const rows = await rowsOf(whole ? sql : `SELECT ${sql} FROM t WHERE name = 'r1'`)
    if (whole) expect(rows.map((row) => (row.length === 1 ? row[0] : row))).toEqual(expected)
    else expect(rows).toEqual([[expected]])
  })
}

async function rowsOf(sql: string): Promise<ResultValue[][]> {
  const named = sql.replace(/\bFROM t\b/g, 'FROM awscc.s.t t')
  const dialect = toDuckDialect(named, { jsonColumns: JSON_COLUMNS })
  const { batches } = await engine.query(dialect.sql)
  const rows: ResultValue[][] = []
  for await (const batch of batches) rows.push(...batch.map((row) => [...row]))
  return rows
}
