import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AppError } from '../../src/errors/index.js'
import { createDuckDbEngine } from '../../src/engine/duckdb/index.js'
import type { RelationalEngine } from '../../src/engine/index.js'
import { readAccesses } from '../../src/plan/index.js'
import type { Condition } from '../../src/plan/condition.js'
import type { RelationDefinition } from '../../src/relation/index.js'
import { toDuckDialect } from '../../src/sql/index.js'

/*
 * What planning relies on of DuckDB's optimized plan. The format is DuckDB's own: a new version of it has to
 * pass this before it is taken.
 */

const columns: RelationDefinition['columns'] = [
  { name: 'region', type: 'VARCHAR' },
  { name: 'name', type: 'VARCHAR' },
  { name: 'uri', type: 'VARCHAR' },
  { name: 'n', type: 'BIGINT' },
  { name: 'tags', type: 'JSON' },
]
const relations: RelationDefinition[] = ['a', 'b'].map((table) => ({
  catalog: 'awscc',
  schema: 's',
  table,
  columns,
}))

let engine: RelationalEngine

beforeAll(async () => {
  engine = await createDuckDbEngine({ threads: 1 })
  await engine.define(relations)
})

afterAll(() => engine.close())

/** `a(region, uri) region = 'x'`: what the plan reads, a line a scan. */
async function reads(sql: string): Promise<string[]> {
  const plan = await engine.optimizedPlan(
    toDuckDialect(sql.replace(/\b([AB])\b/g, (name) => `awscc.s.${name.toLowerCase()}`)).sql,
  )
  if (plan === undefined) return ['unreadable']
  return readAccesses(plan).map(({ table, columns: needed, conditions }) => {
    const said = [...conditions].map(([column, condition]) => `${column} ${shown(condition)}`)
    return `${table}(${[...needed].sort().join(', ')})${said
      .sort()
      .map((each) => ` ${each}`)
      .join('')}`
  })
}

function shown(condition: Condition): string {
  switch (condition.kind) {
    case 'in':
      return `in ${condition.values.join('|')}`
    case 'compare':
      return `${condition.operator} ${condition.value}`
    case 'and':
      return `(${[...new Set(condition.all.map(shown))].join(' and ')})`
    case 'or':
      return `(${[...new Set(condition.any.map(shown))].join(' or ')})`
    case 'opaque':
      return '?'
  }
}

describe('needed columns and predicates of each table reference', () => {
  test.each<[string, string[]]>([
    [`SELECT uri FROM A WHERE region = 'x'`, ['a(region, uri) region = x']],
    [`SELECT count(*) FROM A`, ['a()']],
    [`SELECT uri FROM A WHERE 'x' = region AND n > 3`, ['a(n, region, uri) n ? region = x']],
    [
      `SELECT uri FROM A WHERE region IN ('x', 'y')`,
      ['a(region, uri) region (in x|y and (= x or = y))'],
    ],
    [
      `SELECT uri FROM A WHERE region IN ('1', '2', '3', '4', '5', '6')`,
      ['a(region, uri) region in 1|2|3|4|5|6'],
    ],
    [
      `SELECT uri FROM A WHERE region = 'x' OR region = 'y'`,
      ['a(region, uri) region ((= x or = y))'],
    ],
    [
      `SELECT uri FROM A WHERE region = 'x' OR name = 'y'`,
      ['a(name, region, uri) name (? or = y) region (= x or ?)'],
    ],
    [`SELECT uri FROM A WHERE region = 'x' AND region = 'y'`, []],
    [`SELECT uri FROM A WHERE region = 'x' LIMIT 3`, ['a(region, uri) region = x']],
    [`SELECT uri FROM A WHERE region = 'x' ORDER BY n LIMIT 3`, ['a(n, region, uri) region = x']],
    [`SELECT uri FROM A WHERE region = 'x' FETCH FIRST 3 ROWS ONLY`, ['a(region, uri) region = x']],
    [`SELECT uri FROM A WHERE region LIKE 'us-%'`, ['a(region, uri) region (>= us- and < us.)']],
    [`SELECT uri FROM A WHERE region LIKE '%'`, ['a(region, uri) region ?']],
    [`SELECT uri FROM A WHERE region <> 'x'`, ['a(region, uri) region <> x']],
    [`SELECT uri FROM A WHERE region NOT IN ('x', 'y')`, ['a(region, uri) region ?']],
    [`SELECT uri FROM A WHERE lower(region) = 'x'`, ['a(region, uri) region ?']],
    [
      `SELECT uri FROM A WHERE region BETWEEN 'a' AND 'c'`,
      ['a(region, uri) region (>= a and <= c)'],
    ],
    [
      `WITH q AS (SELECT * FROM A) SELECT uri FROM q WHERE region = 'x'`,
      ['a(region, uri) region = x'],
    ],
    [
      `WITH q AS (SELECT * FROM A) SELECT x.uri FROM q x JOIN q y USING (uri) WHERE x.region = 'x' AND y.region = 'y'`,
      ['a(region, uri) region ((= x or = y))'],
    ],
    [
      `WITH RECURSIVE r AS (SELECT uri FROM A WHERE region = 'x' UNION ALL SELECT b.uri FROM B b JOIN r ON r.uri = b.name) SELECT * FROM r`,
      ['a(region, uri) region = x', 'b(name, uri)'],
    ],
    [
      `SELECT a.uri FROM A a JOIN B b USING (region) WHERE region = 'x'`,
      ['a(region, uri) region = x', 'b(region) region = x'],
    ],
    [
      `SELECT uri FROM A WHERE region = 'x' UNION SELECT uri FROM B`,
      ['a(region, uri) region = x', 'b(uri)'],
    ],
    [
      `SELECT uri FROM A a WHERE EXISTS (SELECT 1 FROM B b WHERE b.uri = a.uri AND b.region = 'x')`,
      ['a(uri)', 'b(region, uri) region = x'],
    ],
    [
      `SELECT (SELECT max(uri) FROM B b WHERE b.name = a.name AND b.region = 'y') FROM A a`,
      ['a(name)', 'b(name, region, uri) region = y'],
    ],
    [
      `SELECT l.m FROM A a, LATERAL (SELECT max(b.uri) m FROM B b WHERE b.uri = a.uri) l WHERE a.region = 'x'`,
      ['a(region, uri) region = x', 'b(uri)'],
    ],
    [
      `SELECT a.uri, b.uri FROM A a LEFT JOIN B b ON a.name = b.name AND b.region = 'x' AND a.region = 'y'`,
      ['a(name, region, uri)', 'b(name, region, uri) region = x'],
    ],
    [
      `SELECT uri FROM A WHERE uri IN (SELECT uri FROM B WHERE region = 'x')`,
      ['a(uri)', 'b(region, uri) region = x'],
    ],
    [
      `SELECT uri, j.value FROM A t, json_each(t.tags) j WHERE region = 'x'`,
      ['a(region, tags, uri) region = x'],
    ],
    [
      `SELECT uri, row_number() OVER (PARTITION BY name ORDER BY n) r FROM A WHERE region = 'x' QUALIFY r = 1`,
      ['a(n, name, region, uri) region = x'],
    ],
    [`SELECT region, count(*) FROM A GROUP BY ALL`, ['a(region)']],
    [
      `SELECT region, count(*) FROM A GROUP BY region HAVING region = 'x'`,
      ['a(region) region = x'],
    ],
    [`SELECT uri FROM (SELECT * FROM A) q WHERE region = 'x'`, ['a(region, uri) region = x']],
    [`SELECT tags ->> 'k' FROM A WHERE tags ->> 'k' = 'v'`, ['a(tags) tags ?']],
    [
      `SELECT * FROM A NATURAL JOIN B`,
      ['a(n, name, region, tags, uri)', 'b(n, name, region, tags, uri)'],
    ],
    [
      `SELECT uri FROM A UNION BY NAME SELECT name FROM B WHERE region = 'x'`,
      ['a(uri)', 'b(name, region) region = x'],
    ],
  ])('%s', async (sql, expected) => {
    expect((await reads(sql)).sort()).toEqual(expected.sort())
  })
})

const from = fc.constantFrom(
  'A a',
  'A a JOIN B b USING (uri)',
  `A a LEFT JOIN B b ON a.uri = b.uri AND b.region = 'y'`,
  'A a FULL JOIN B b ON a.uri = b.uri',
  'A a, B b',
  `(SELECT * FROM A WHERE region = 'x') a`,
  '(SELECT * FROM A UNION ALL SELECT * FROM B) a',
  '(SELECT * FROM A ORDER BY n LIMIT 5) a',
  'A a, json_each(a.tags) j',
  'A a SEMI JOIN B b ON a.region = b.region',
  'A a ANTI JOIN B b ON a.uri = b.uri',
  'A a, LATERAL (SELECT max(b.n) m FROM B b WHERE b.uri = a.uri) l',
  'A a ASOF JOIN B b ON a.region = b.region AND a.n >= b.n',
  'A a POSITIONAL JOIN B b',
  'A a NATURAL JOIN B b',
  'q a',
  'q a JOIN q b USING (uri)',
  'r a JOIN q b USING (uri)',
  'A a JOIN A b ON a.n = b.n AND a.region <> b.region',
)
const where = fc.constantFrom(
  '',
  `WHERE a.region = 'x'`,
  `WHERE a.region IN ('x', 'y') AND a.n > 3`,
  `WHERE a.region = 'x' OR a.name = 'z'`,
  `WHERE a.region = 'x' AND a.region = 'y'`,
  `WHERE a.region LIKE 'us-%'`,
  `WHERE EXISTS (FROM B c WHERE c.uri = a.uri AND c.region = 'z')`,
  'WHERE a.uri NOT IN (SELECT uri FROM B)',
  'WHERE a.n > (SELECT avg(n) FROM B c WHERE c.region = a.region)',
  `WHERE lower(a.region) = 'x' AND a.tags IS NOT NULL`,
)
const select = fc.constantFrom(
  ['a.uri', ''],
  ['count(*)', ''],
  ['a.*', ''],
  ['a.region, count(*), max(a.n)', 'GROUP BY ALL'],
  ['a.uri', 'ORDER BY a.n LIMIT 3'],
  ['a.*', 'ORDER BY a.n DESC, a.uri LIMIT 5 OFFSET 2'],
  ['a.uri, row_number() OVER (PARTITION BY a.region ORDER BY a.n) rn', 'QUALIFY rn = 1'],
  ['DISTINCT a.region', ''],
  ['a.region, list(a.uri ORDER BY a.n)', 'GROUP BY 1 HAVING count(*) > 1 ORDER BY 1'],
  ['DISTINCT ON (a.region) a.region, a.uri', 'ORDER BY a.region, a.n'],
  ['a.uri, sum(a.n) OVER (ORDER BY a.n ROWS 2 PRECEDING)', 'LIMIT 4'],
  ['unnest([1, 2]), a.uri', ''],
  ['a.region, a.name, count(*)', 'GROUP BY ROLLUP (a.region, a.name)'],
  ['(SELECT count(*) FROM B z WHERE z.uri = a.uri)', ''],
  ['max(a.n) FILTER (WHERE a.uri IS NOT NULL), count(DISTINCT a.region)', ''],
  ['a.uri', 'UNION SELECT uri FROM B'],
  ['a.uri', 'ORDER BY (SELECT max(n) FROM B) LIMIT (SELECT 2)'],
)
const query = fc
  .tuple(from, where, select)
  .map(
    ([source, condition, [list = '', tail = '']]) =>
      `WITH q AS (SELECT * FROM A), r AS MATERIALIZED (SELECT * FROM B WHERE n > 1) SELECT ${list} FROM ${source} ${condition} ${tail}`,
  )

test('the plan of every query that DuckDB binds can be read', async () => {
  await fc.assert(
    fc.asyncProperty(query, async (sql) => {
      expect(await reads(sql)).not.toContain('unreadable')
    }),
    { numRuns: process.env['SKYQL_SOAK'] === undefined ? 150 : 3_230 },
  )
})

describe('the engine after trouble', () => {
  async function answer(sql: string): Promise<unknown[][]> {
    const { batches } = await engine.query(sql)
    const rows: unknown[][] = []
    for await (const batch of batches) rows.push(...batch.map((row) => [...row]))
    return rows
  }

  /** Interrupts from `wait` turns of the event loop on, again and again. @returns what ends it */
  function interrupting(stopped: RelationalEngine, wait = 0): () => void {
    let timer: NodeJS.Immediate
    const next = (left: number): void => {
      if (left <= 0) stopped.interrupt()
      timer = setImmediate(next, left - 1)
    }
    next(wait)
    return () => clearImmediate(timer)
  }

  test('a query that fails leaves it usable', async () => {
    await expect(answer('SELECT nope FROM awscc.s.a')).rejects.toThrow(/nope/)
    await expect(answer(`SELECT 'x'::INT`)).rejects.toThrow(/could not convert/i)
    await expect(engine.optimizedPlan('SELECT nope FROM awscc.s.a')).rejects.toThrow(/nope/)
    expect(await answer('SELECT 1')).toEqual([[1]])
  })

  test('an interrupt ends what runs and nothing else', async () => {
    engine.interrupt()
    expect(await answer('SELECT 1')).toEqual([[1]])
    const long = answer(
      'SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range * b.range % 7 = 3',
    )
    setTimeout(() => engine.interrupt(), 50)
    await expect(long).rejects.toMatchObject({ code: 'CANCELLED' })
    expect(await answer('SELECT 2')).toEqual([[2]])
  })

  test('an interrupt ends planning and reading of a text, too', async () => {
    const many = Array.from({ length: 60 }, (_, at) => `(SELECT ${String(at)} AS c${String(at)})`)
    const sql = `SELECT * FROM ${many.join(', ')}`
    const codes = new Set<string>()
    for (let run = 0; run < 60; run++) {
      const stop = interrupting(engine)
      try {
        await (run % 2 === 0 ? engine.optimizedPlan(sql) : engine.syntaxTree(sql))
      } catch (error) {
        codes.add(AppError.from(error).code)
      } finally {
        stop()
      }
    }
    expect([...codes]).toEqual(['CANCELLED'])
    expect(await answer('SELECT 2')).toEqual([[2]])
  })

  test('an interrupt leaves an engine that can make, attach and plan what it was stopped at', async () => {
    const sql = `SELECT json_equal('[1]', '[1]') AS same, aws_policy_equal('{}', '{}') AS policy,
      json_set('{}', '$.a', 1) AS written, json_remove('{"a":1}', '$.a') AS removed FROM awscc.s.a`
    let stopped = 0
    for (let round = 0; round < 12; round++) {
      const fresh = await createDuckDbEngine({ threads: 1 })
      try {
        for (const begin of [
          () => fresh.define(relations),
          () => fresh.optimizedPlan(sql),
          () => fresh.createTable(['kept', 'main', 't'], 'SELECT 1 AS n'),
        ]) {
          const stop = interrupting(fresh, round % 4)
          await begin().catch((error: unknown) => {
            expect(error).toMatchObject({ code: 'CANCELLED' })
            stopped++
          })
          stop()
          await begin()
        }
        const setting = await fresh.query(`SELECT current_setting('disabled_optimizers')`)
        for await (const rows of setting.batches) expect(rows).toEqual([['']])
        expect((await fresh.query(sql)).columns).toHaveLength(4)
      } finally {
        fresh.close()
      }
    }
    expect(stopped).toBeGreaterThan(0)
  })

  test('many loads at once lose nothing', async () => {
    await engine.define(relations)
    await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const relation = relations[index % 2]
        if (relation === undefined) throw new Error('no relation')
        const rows = Array.from({ length: 50 }, (__, at) => [
          'x',
          `n${String(index)}`,
          'ü🎉\0',
          at % 2 === 0 ? 9_007_199_254_740_993n : at,
          null,
        ])
        return engine.load(relation, { rows })
      }),
    )
    expect(
      await answer(
        `SELECT count(*), count(DISTINCT name), max(n), min(uri) = 'ü🎉' || chr(0) FROM (FROM awscc.s.a UNION ALL FROM awscc.s.b)`,
      ),
    ).toEqual([[10_000, 200, 9_007_199_254_740_993n, true]])
  })

  test('relations that share rows show them, NULL where these carry nothing', async () => {
    const [a, b] = relations
    if (a === undefined || b === undefined) return
    const wide = { ...b, columns: [...b.columns, { name: 'extra', type: 'BOOLEAN' as const }] }
    const held = [
      { name: 'n', type: 'BIGINT' as const },
      { name: 'name', type: 'VARCHAR' as const },
    ]
    for (let round = 0; round < 2; round++) {
      await engine.define([a, wide])
      const store = await engine.share([a, wide], held)
      await engine.load(store, { rows: [[1, 'x']] })
      await engine.load(store, { rows: [[null, 'y']] })
      expect(await answer('SELECT * FROM awscc.s.a ORDER BY name')).toEqual([
        [null, 'x', null, 1, null],
        [null, 'y', null, null, null],
      ])
      const joined = 'SELECT b.*, a.tags IS NULL FROM awscc.s.a JOIN awscc.s.b USING (n)'
      expect(await answer(joined)).toEqual([[null, 'x', null, 1, null, null, true]])
      expect(await answer('SELECT typeof(tags), typeof(extra) FROM awscc.s.b LIMIT 1')).toEqual([
        ['JSON', 'BOOLEAN'],
      ])
    }
    await engine.define(relations)
    expect(await answer('SELECT count(*) FROM awscc.s.a')).toEqual([[0]])
  })

  test('relations are shared while others are loaded', async () => {
    const [a, b] = relations
    if (a === undefined || b === undefined) return
    for (let round = 0; round < 10; round++) {
      await engine.define(relations)
      const shared = engine.share([b], [{ name: 'name', type: 'VARCHAR' }])
      const plain = Array.from({ length: 1_000 }, () => ['x', 'y', 'z', 1, null])
      const held = Array.from({ length: 1_000 }, () => ['y'])
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) =>
          index % 2 === 0
            ? engine.load(a, { rows: plain })
            : engine.load(await shared, { rows: held }),
        ),
      )
      expect(
        await answer(
          'SELECT (SELECT count(n) FROM awscc.s.a), (SELECT count(name) FROM awscc.s.b)',
        ),
      ).toEqual([[10_000, 10_000]])
    }
    await engine.define(relations)
  })

  test('relations that were stopped half-way are defined anew all the same', async () => {
    const [a, b] = relations
    if (a === undefined || b === undefined) return
    let stopped = 0
    // On a machine with nothing else to do the first rounds may all come too late.
    for (let round = 0; round < 60 || (stopped === 0 && round < 3_000); round++) {
      const changing = (async () => {
        await engine.define(relations)
        await engine.share([a, b], [{ name: 'name', type: 'VARCHAR' }])
        await engine.define(relations)
        await engine.share([b], [{ name: 'n', type: 'BIGINT' }])
      })()
      const ended = changing.catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'CANCELLED' })
        stopped++
      })
      for (let turn = 0; turn < round % 40; turn++) await nextTurn()
      engine.interrupt()
      await ended
      await engine.define(relations)
      expect(await answer('SELECT count(*) FROM awscc.s.a, awscc.s.b')).toEqual([[0]])
    }
    expect(stopped).toBeGreaterThan(0)
  })

  test('a row that does not fit its column is an error with a name', async () => {
    await engine.define(relations)
    const [relation] = relations
    if (relation === undefined) return
    await expect(
      engine.load(relation, { rows: [['x', 'y', 'z', 1.5, null]] }),
    ).rejects.toMatchObject({ code: 'INTERNAL' })
  })

  test('several statements in a text are counted, not run', async () => {
    expect(await engine.countStatements('SELECT 1; DROP TABLE awscc.s.a; SELECT 2')).toBe(3)
    await expect(engine.countStatements('SELEC 1')).rejects.toMatchObject({ code: 'SYNTAX' })
  })
})

describe('values', () => {
  test.each<[string, string, unknown]>([
    ['1.10', 'DECIMAL(3,2)', '1.10'],
    ['12345678901234567890::HUGEINT', 'HUGEINT', 12_345_678_901_234_567_890n],
    ['9007199254740993', 'BIGINT', 9_007_199_254_740_993n],
    ['42::BIGINT', 'BIGINT', 42],
    [`DATE '2024-01-02'`, 'DATE', '2024-01-02'],
    [`TIMESTAMP '2024-01-02 03:04:05'`, 'TIMESTAMP', '2024-01-02 03:04:05'],
    ['true', 'BOOLEAN', true],
    ['NULL::JSON', 'JSON', null],
    [`'{"a":[1,null]}'::JSON`, 'JSON', { a: [1, null] }],
    [`{'a': 1, 'b': [true]}`, 'STRUCT("a" INTEGER, "b" BOOLEAN[])', { a: 1, b: [true] }],
    ['[1, 2]', 'INTEGER[]', [1, 2]],
    [`'ü🎉'`, 'VARCHAR', 'ü🎉'],
  ])('%s', async (expression, type, value) => {
    const { columns: found, batches } = await engine.query(`SELECT ${expression} AS v`)
    expect(found).toEqual([{ name: 'v', type }])
    for await (const batch of batches) expect(batch).toEqual([[value]])
  })
})

test('an engine that is closed lets what runs come to its end, and takes nothing more', async () => {
  for (let round = 0; round < 10; round++) {
    const own = await createDuckDbEngine()
    const running = [
      own.query('SELECT count(*) FROM range(100000000000) a, range(100000) b'),
      own.syntaxTree('SELECT 1'),
      own.evaluate('SELECT 1'),
    ]
    const ends = Promise.allSettled(running)
    await new Promise((resolve) => setTimeout(resolve, round))
    // One interrupt may come before the query has begun.
    const again = setInterval(() => own.interrupt(), 20)
    own.close()
    await expect(own.query('SELECT 1')).rejects.toMatchObject({ code: 'CANCELLED' })
    const [query] = await ends
    clearInterval(again)
    expect(query).toMatchObject({ status: 'rejected', reason: { code: 'CANCELLED' } })
  }
})
