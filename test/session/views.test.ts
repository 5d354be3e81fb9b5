import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'
import { callsOf, domain, failureOf, integration, objects, rows, TestBed } from './support.js'

/* Views of a project, kept in files; temporary tables of a session. */

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed
let projectDir: string
let session: Session

beforeAll(async () => {
  bed = await TestBed.start({
    estate: [
      domain('retail'),
      domain('travel'),
      domain('europe', 'eu-west-1'),
      integration('retail', 's3://a'),
      integration('retail', 's3://b', { ObjectTypeName: 'Orders' }),
      integration('travel', 's3://c'),
    ],
  })
})

afterAll(() => bed.close())

afterEach(() => {
  rmSync(projectDir, { recursive: true, force: true })
})

beforeEach(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'skyql-views-'))
  session = bed.open({ projectDir })
})

const run = (sql: string): Promise<unknown[][]> => rows(session, sql)

describe('a view', () => {
  test('outlives its session, and answers as its query does', async () => {
    await run(`CREATE VIEW ours AS SELECT domain_name, uri FROM ${T} WHERE region = 'us-east-1'`)
    const other = bed.open({ projectDir })
    expect(await rows(other, 'SELECT uri FROM ours ORDER BY uri')).toEqual([
      ['s3://a'],
      ['s3://b'],
      ['s3://c'],
    ])
    expect(await objects(other, 'SHOW VIEWS')).toMatchObject([{ name: 'ours', kind: 'view' }])
    expect(await objects(other, 'DESCRIBE ours')).toMatchObject([
      { name: 'domain_name', type: 'VARCHAR' },
      { name: 'uri', type: 'VARCHAR' },
    ])
  })

  test('feeds its scans with the predicates of whoever reads it', async () => {
    await run(`CREATE VIEW ours AS SELECT domain_name, uri, region FROM ${T}`)
    expect(
      await callsOf(session, () =>
        run(`SELECT uri FROM ours WHERE domain_name = 'travel' AND region = 'us-east-1'`),
      ),
    ).toEqual({ ListResources: 1 })
  })

  test('has a scope of its own at each of its references', async () => {
    await run(`CREATE VIEW d AS SELECT domain_name, region FROM ${D}`)
    expect(
      await run(
        `SELECT domain_name FROM d WHERE region = 'eu-west-1' UNION ALL SELECT domain_name FROM d ORDER BY 1`,
      ),
    ).toEqual([['europe'], ['retail'], ['travel']])
    expect(
      await run(
        `SELECT a.domain_name, b.domain_name FROM d a JOIN d b ON a.domain_name < b.domain_name
         WHERE a.region = 'eu-west-1' AND b.region = 'us-east-1' ORDER BY 2`,
      ),
    ).toEqual([
      ['europe', 'retail'],
      ['europe', 'travel'],
    ])
  })

  test('may read a view, in any place of a statement', async () => {
    await run(`CREATE VIEW d AS SELECT domain_name FROM ${D}`)
    await run(
      `CREATE VIEW pair AS SELECT i.uri, d.domain_name FROM ${T} i JOIN d USING (domain_name)`,
    )
    expect(await run(`SELECT pair.uri FROM pair WHERE pair.domain_name = 'travel'`)).toEqual([
      ['s3://c'],
    ])
    expect(await run(`WITH x AS (FROM pair) SELECT count(*) FROM x`)).toEqual([[3]])
    expect(await run(`SELECT (SELECT count(*) FROM pair) AS n`)).toEqual([[3]])
    expect(
      await run(`SELECT 1 WHERE EXISTS (SELECT * FROM d WHERE domain_name = 'retail')`),
    ).toEqual([[1]])
    expect(await run('TABLE d')).toHaveLength(2)
    expect(await run('SELECT x.a FROM d AS x(a) ORDER BY 1')).toEqual([['retail'], ['travel']])
  })

  test('gives way to a common table expression of its name', async () => {
    await run(`CREATE VIEW d AS SELECT domain_name FROM ${D}`)
    expect(await run('WITH d AS (SELECT 1 AS one) SELECT * FROM d')).toEqual([[1]])
    // A view that reads d does not read the statement's d.
    await run('CREATE VIEW e AS SELECT count(*) AS n FROM d')
    expect(await run('WITH d AS (SELECT 1 AS one) SELECT n FROM e, d')).toEqual([[2]])
  })

  test('feeds the WHERE of a write, and its values', async () => {
    await run(`CREATE VIEW one AS SELECT 'retail|s3://b' AS id, 'Sales' AS kind`)
    expect(
      await objects(
        session,
        `UPDATE ${T} SET object_type_name = (SELECT kind FROM one) WHERE Identifier = 'retail|s3://b'`,
      ),
    ).toMatchObject([{ status: 'SUCCESS' }])
  })

  test('keeps the names that USE shortened', async () => {
    await run('USE awscc.customerprofiles')
    await run('CREATE VIEW d AS SELECT domain_name FROM domains')
    const other = bed.open({ projectDir })
    expect(await rows(other, 'SELECT count(*) FROM d')).toEqual([[2]])
  })

  test('is replaced, and dropped', async () => {
    await run('CREATE VIEW v AS SELECT 1 AS a')
    await expect(run('CREATE VIEW v AS SELECT 2 AS a')).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    })
    await run('CREATE VIEW IF NOT EXISTS v AS SELECT 2 AS a')
    expect(await run('SELECT a FROM V')).toEqual([[1]])
    await run('CREATE OR REPLACE VIEW v AS SELECT 3 AS a')
    expect(await run('SELECT a FROM v')).toEqual([[3]])
    await run('DROP VIEW v')
    await expect(run('SELECT a FROM v')).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
    await expect(run('DROP VIEW v')).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
    await run('DROP VIEW IF EXISTS v')
    expect(readdirSync(join(projectDir, 'views'))).toEqual([])
  })

  test.each([
    ['CREATE VIEW a.b AS SELECT 1', 'USAGE'],
    [`CREATE VIEW "../x" AS SELECT 1`, 'USAGE'],
    ['CREATE VIEW v AS SELECT * FROM awscc.nope.nope', 'UNKNOWN_SERVICE'],
    [`CREATE VIEW v AS SELECT nope FROM ${T}`, 'UNKNOWN_COLUMN'],
    ['CREATE VIEW v AS DELETE FROM x', 'SYNTAX'],
    ['CREATE VIEW v AS SELECT 1 AS a FROM v', 'SQL_RUNTIME'],
    ['CREATE TABLE t AS SELECT 1', 'UNSUPPORTED_STATEMENT'],
    ['REFRESH MATERIALIZED VIEW v', 'UNKNOWN_TABLE'],
    ['DROP TABLE t', 'UNKNOWN_TABLE'],
  ])('%s is refused', async (sql, code) => {
    await expect(run(sql)).rejects.toMatchObject({ code })
  })

  test('that reads itself is told so, at its name', async () => {
    await run('CREATE VIEW a AS SELECT 1 AS x')
    await run('CREATE VIEW b AS SELECT x FROM a')
    const error = await failureOf(run('CREATE OR REPLACE VIEW a AS SELECT x FROM b'))
    expect(error.message).toMatch(/^these views read each other: b reads a reads b$/)
  })

  test('of which something is gone says so where it is named', async () => {
    await run('CREATE VIEW a AS SELECT 1 AS x')
    await run('CREATE VIEW b AS SELECT x FROM a')
    await run('DROP VIEW a')
    const error = await failureOf(run('SELECT *\nFROM b'))
    expect(error).toMatchObject({
      code: 'UNKNOWN_TABLE',
      message: expect.stringContaining('in view b: ') as string,
      details: { position: { line: 2, column: 6 } },
    })
  })

  test('with a torn or hostile file is one clear error, and no other view suffers', async () => {
    await run('CREATE VIEW good AS SELECT 1 AS x')
    await run('CREATE VIEW bad AS SELECT 2 AS x')
    const file = join(projectDir, 'views', 'view-bad.json')
    const whole = readFileSync(file, 'utf8')
    const hostile = { ...(JSON.parse(whole) as object), query: 'SELECT 1) UNION (SELECT 2' }
    for (const text of [
      whole.slice(0, 30),
      '[]',
      '{"version":1,"name":"bad","query":7}',
      '{"version":1,"name":"good","query":"SELECT 1"}',
      JSON.stringify({ ...(JSON.parse(whole) as object), rows: { file: '../../etc/passwd' } }),
    ]) {
      writeFileSync(file, text)
      await expect(run('SELECT x FROM bad')).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
      expect(await run('SELECT x FROM good')).toEqual([[1]])
      expect(await objects(session, 'SHOW VIEWS')).toMatchObject([
        { name: 'bad', kind: 'unreadable' },
        { name: 'good', kind: 'view' },
      ])
    }
    writeFileSync(file, JSON.stringify(hostile))
    await expect(run('SELECT x FROM bad')).rejects.toMatchObject({ code: 'SYNTAX' })
    await run('DROP VIEW bad')
    expect(await objects(session, 'SHOW VIEWS')).toMatchObject([{ name: 'good' }])
  })

  test('survives others that are made at the same time', async () => {
    const sessions = Array.from({ length: 8 }, () => bed.open({ projectDir }))
    await Promise.all(
      sessions.map((each, index) => rows(each, `CREATE VIEW v${index} AS SELECT ${index} AS n`)),
    )
    expect(await objects(session, 'SHOW VIEWS')).toHaveLength(8)
    const same = await Promise.allSettled(
      sessions.map((each) => rows(each, 'CREATE VIEW same AS SELECT 1 AS n')),
    )
    expect(same.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })
})

describe('a materialized view', () => {
  test('answers without a call until it is refreshed', async () => {
    await run(`CREATE MATERIALIZED VIEW m AS SELECT domain_name, created_at FROM ${D}`)
    const other = bed.open({ projectDir })
    expect(await callsOf(other, () => rows(other, 'SELECT * FROM m'))).toEqual({})
    expect(await rows(other, 'SELECT count(*) FROM m')).toEqual([[2]])
    expect(await objects(other, 'SHOW VIEWS')).toMatchObject([
      {
        name: 'm',
        kind: 'materialized view',
        rows: '2',
        coverage: 'complete',
        refreshed_at: expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/) as string,
      },
    ])
    await run(
      `INSERT INTO ${D} (DomainName, DefaultExpirationDays, region) VALUES ('new', 5, 'us-east-1')`,
    )
    expect(await rows(other, 'SELECT count(*) FROM m')).toEqual([[2]])
    await rows(other, 'REFRESH MATERIALIZED VIEW m')
    expect(await run('SELECT count(*) FROM m')).toEqual([[3]])
    await run(`DELETE FROM ${D} WHERE Identifier = 'new' AND region = 'us-east-1'`)
    expect(readdirSync(join(projectDir, 'views'))).toHaveLength(2)
    await expect(run('DROP VIEW m')).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
    await run('DROP MATERIALIZED VIEW m')
    expect(readdirSync(join(projectDir, 'views'))).toEqual([])
  })

  test('keeps types, JSON among them', async () => {
    await run(
      `CREATE MATERIALIZED VIEW m AS SELECT '{"a":[1]}'::JSON AS j, DATE '2026-01-02' AS d, 1.5::DECIMAL(4,2) AS n`,
    )
    const other = bed.open({ projectDir })
    expect(await rows(other, `SELECT j #>> '{a,0}', d::text, n + 1 FROM m`)).toEqual([
      ['1', '2026-01-02', '2.50'],
    ])
  })

  test('that is not complete says so when it is shown and when it is read', async () => {
    const partial = await TestBed.start(
      { estate: [domain('retail')], faults: ['access-denied:region=eu-west-1'] },
      { projectDir },
    )
    try {
      const result = await partial.session.run(
        readStatement(
          `CREATE MATERIALIZED VIEW m AS SELECT domain_name FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1')`,
        ),
      )
      expect(result.coverage.map(({ status }) => status).sort()).toEqual(['done', 'failed'])
      expect(await objects(partial.session, 'SHOW VIEWS')).toMatchObject([
        {
          coverage: expect.stringMatching(
            /^1 of 2 answered; missing: domains eu-west-1: /,
          ) as string,
        },
      ])
      expect(await rows(partial.session, 'SELECT * FROM m')).toEqual([['retail']])
      expect(partial.messages).toContainEqual(
        expect.objectContaining({ code: '1104', level: 'warning' }),
      )
    } finally {
      await partial.close()
    }
  })
})

describe('a temporary table', () => {
  test('lives in its session', async () => {
    await run(`CREATE TEMP TABLE t AS SELECT domain_name, 1 AS n FROM ${D}`)
    expect(await callsOf(session, () => run('SELECT * FROM t'))).toEqual({})
    expect(await run(`SELECT sum(t.n) FROM t`)).toEqual([[2]])
    expect(
      await run(`SELECT uri FROM ${T} JOIN t USING (domain_name) WHERE domain_name = 'travel'`),
    ).toEqual([['s3://c']])
    const other = bed.open({ projectDir })
    await expect(rows(other, 'SELECT * FROM t')).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
    await expect(run('CREATE TEMP TABLE t AS SELECT 1')).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    })
    await run('CREATE OR REPLACE TEMP TABLE t AS SELECT count(*) AS n FROM t')
    expect(await run('SELECT n FROM t')).toEqual([[2]])
    await run('DROP TABLE t')
    await expect(run('SELECT * FROM t')).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
  })

  test('is no ground for a view', async () => {
    await run('CREATE TEMP TABLE t AS SELECT 1 AS n')
    await expect(run('CREATE VIEW v AS SELECT n FROM t')).rejects.toMatchObject({
      code: 'UNSUPPORTED_STATEMENT',
    })
    await expect(run('CREATE VIEW t AS SELECT 1 AS n')).rejects.toMatchObject({
      code: 'NAME_TAKEN',
    })
  })
})

describe('a script that is checked before it runs', () => {
  const script = [
    'USE awscc.customerprofiles',
    'CREATE VIEW v AS SELECT domain_name FROM domains',
    'CREATE TEMP TABLE t AS SELECT * FROM v',
    'CREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM v',
    'REFRESH MATERIALIZED VIEW m',
    'SELECT n, domain_name FROM m, t ORDER BY 2',
    'DROP TABLE t',
    'DROP MATERIALIZED VIEW m',
    'DROP VIEW v',
  ]

  test('knows what its statements define', async () => {
    for (const sql of script) await session.check(readStatement(sql))
    expect(await objects(session, 'SHOW VIEWS')).toEqual([])
    const answers = []
    for (const sql of script) answers.push(await run(sql))
    expect(answers[5]).toEqual([
      [2, 'retail'],
      [2, 'travel'],
    ])
  })

  test('and what they drop', async () => {
    for (const sql of script) await session.check(readStatement(sql))
    await expect(session.check(readStatement('SELECT * FROM v'))).rejects.toMatchObject({
      code: 'UNKNOWN_TABLE',
    })
  })
})
