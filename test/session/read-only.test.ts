import { mkdtemp, readdir, readFile, rm, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { execCommand } from '../../src/cli/exec/exec-command.js'
import { SessionPool } from '../../src/deploy/run/session-pool.js'
import { AppError } from '../../src/errors/index.js'
import { silentHost } from '../../src/io/index.js'
import { createSession, type Session } from '../../src/session/index.js'
import { readStatement } from '../../src/sql/index.js'

/* What tries to change, or to read of this machine, where a session only reads: by exec, the library and statements of stacks. */

const BUCKETS = 'awscc.s3.buckets'
const SECRET = 'the content of a file that nobody may read'
const HERE = process.cwd()
let folder: string
let session: Session

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skyql-read-only-'))
  process.chdir(folder)
  await writeFile('x.csv', `a,b\n${SECRET},2\n`)
  await writeFile('x.json', JSON.stringify([{ a: SECRET }]))
  await mkdir('home')
  const localEstate = [
    { type: 'AWS::S3::Bucket', region: 'us-east-1', properties: { BucketName: 'kept' } },
  ]
  const options = { host: silentHost, localDir: 'cloud', localEstate }
  const writer = createSession({ ...options, yes: true })
  await writer.run(readStatement(`CREATE VIEW v AS SELECT bucket_name FROM ${BUCKETS}`))
  await writer.run(
    readStatement(`CREATE MATERIALIZED VIEW m AS SELECT bucket_name FROM ${BUCKETS}`),
  )
  await writer.close()
  session = createSession({ ...options, yes: true, readOnly: true })
})

afterAll(async () => {
  await session.close()
  process.chdir(HERE)
  await rm(folder, { recursive: true, force: true })
})

/** Each with the code that it is refused by; `any` where no reader knows it as a statement at all. */
const WRITES = [
  `INSERT INTO ${BUCKETS} (bucket_name) VALUES ('new')`,
  `INSERT INTO ${BUCKETS} (bucket_name) SELECT 'new'`,
  `INSERT INTO ${BUCKETS} (bucket_name) VALUES ('new') ON CONFLICT DO NOTHING`,
  `INSERT INTO ${BUCKETS} (bucket_name) VALUES ('new') RETURNING *`,
  `REPLACE INTO ${BUCKETS} (bucket_name) VALUES ('kept')`,
  `UPDATE ${BUCKETS} SET tags = '[]' WHERE bucket_name = 'kept'`,
  `UPDATE ${BUCKETS} SET tags = '[]'`,
  `DELETE FROM ${BUCKETS} WHERE bucket_name = 'kept'`,
  `DELETE FROM ${BUCKETS}`,
  `/* SELECT */ DELETE FROM ${BUCKETS} WHERE bucket_name = 'kept'`,
  `-- SELECT\nDELETE FROM ${BUCKETS} WHERE bucket_name = 'kept'`,
  `/*+ nowait */ DELETE FROM ${BUCKETS} WHERE bucket_name = 'kept'`,
  `DELETE /*+ nowait */ FROM ${BUCKETS} WHERE bucket_name = 'kept'`,
  `CANCEL REQUEST 'token'`,
  `CREATE VIEW w AS SELECT 1 AS a`,
  `CREATE OR REPLACE VIEW v AS SELECT 1 AS a`,
  `CREATE MATERIALIZED VIEW n AS SELECT 1 AS a`,
  `CREATE VIEW IF NOT EXISTS w AS SELECT 1 AS a`,
  `REFRESH MATERIALIZED VIEW m`,
  `DROP VIEW v`,
  `DROP VIEW IF EXISTS v`,
  `DROP MATERIALIZED VIEW m`,
]
const FILES = [
  `SELECT * FROM read_csv('x.csv')`,
  `SELECT * FROM read_csv_auto('x.csv')`,
  `SELECT * FROM "read_csv"('x.csv')`,
  `SELECT * FROM READ_CSV /* a */ ('x.csv')`,
  `SELECT * FROM read_text('x.csv')`,
  `SELECT * FROM read_blob('x.csv')`,
  `SELECT * FROM read_json('x.json')`,
  `SELECT * FROM read_json_auto('x.json')`,
  `SELECT * FROM read_ndjson('x.json')`,
  `SELECT * FROM read_json_objects('x.json')`,
  `SELECT * FROM read_parquet('x.parquet')`,
  `SELECT * FROM parquet_scan('x.parquet')`,
  `SELECT * FROM parquet_metadata('x.parquet')`,
  `SELECT * FROM parquet_schema('x.parquet')`,
  `SELECT * FROM glob('*')`,
  `SELECT * FROM sniff_csv('x.csv')`,
  `SELECT * FROM read_text('/etc/passwd')`,
  `SELECT * FROM read_text('.skyql/views/../../x.csv')`,
  `SELECT * FROM read_csv('https://example.invalid/x.csv')`,
  `SELECT * FROM read_parquet('s3://bucket/x.parquet')`,
  `SELECT (SELECT content FROM read_text('x.csv')) AS a`,
  `WITH a AS (SELECT * FROM read_text('x.csv')) SELECT * FROM a`,
  `SELECT * FROM ${BUCKETS} WHERE bucket_name IN (SELECT content FROM read_text('x.csv'))`,
  `EXPLAIN SELECT * FROM read_text('x.csv')`,
  `EXPLAIN ANALYZE SELECT * FROM read_text('x.csv')`,
  `CREATE TEMP TABLE t AS SELECT * FROM read_text('x.csv')`,
  `SELECT * FROM query('SELECT * FROM read_text(''x.csv'')')`,
  `SELECT * FROM query_table('x.csv')`,
  `SELECT * FROM duckdb_secrets()`,
  `SELECT * FROM duckdb_settings()`,
  `SELECT * FROM pragma_database_list()`,
  `SELECT getenv('HOME')`,
  `SELECT * FROM sqlite_scan('x.db', 't')`,
]
const NEVER = [
  `SELECT * FROM 'x.csv'`,
  `SELECT * FROM "x.csv"`,
  `SELECT * FROM 'x.json'`,
  `FROM 'x.csv'`,
  `COPY (SELECT 1) TO 'o.csv'`,
  `COPY ${BUCKETS} TO 'o.csv'`,
  `COPY ${BUCKETS} FROM 'x.csv'`,
  `EXPORT DATABASE 'o'`,
  `IMPORT DATABASE 'o'`,
  `INSTALL httpfs`,
  `LOAD httpfs`,
  `ATTACH 'o.db'`,
  `DETACH awscc`,
  `PRAGMA database_list`,
  `CALL pragma_version()`,
  `SET enable_external_access = true`,
  `SET allowed_directories = '/'`,
  `SET read_only = false`,
  `RESET enable_external_access`,
  `WITH a AS (DELETE FROM ${BUCKETS} RETURNING *) SELECT * FROM a`,
  `WITH a AS (SELECT 1) DELETE FROM ${BUCKETS}`,
  `EXPLAIN ANALYZE DELETE FROM ${BUCKETS}`,
  `EXPLAIN ANALYZE INSERT INTO ${BUCKETS} (bucket_name) VALUES ('new')`,
  `MERGE INTO ${BUCKETS} USING (SELECT 1) ON true WHEN MATCHED THEN DELETE`,
  `TRUNCATE ${BUCKETS}`,
  `DROP TABLE ${BUCKETS}`,
  `ALTER TABLE ${BUCKETS} RENAME TO x`,
  `CREATE TABLE t AS SELECT 1`,
  `CREATE SECRET s (TYPE s3)`,
  `CREATE MACRO f() AS 1`,
  `VACUUM`,
  `CHECKPOINT`,
  `PREPARE p AS DELETE FROM ${BUCKETS}`,
  `EXECUTE p`,
  `EXEC ${BUCKETS}.delete_bucket @bucket_name = 'kept'`,
]

type Way = (sql: string) => Promise<unknown>

async function byLibrary(sql: string): Promise<unknown> {
  const result = await session.run(readStatement(sql))
  const rows: unknown[] = []
  for await (const batch of result.batches) rows.push(...batch)
  const [failure] = result.failures
  if (failure !== undefined) throw failure
  return rows
}

const WAYS: Record<string, Way> = {
  'the library': byLibrary,
  exec: async (sql) => {
    const written: string[] = []
    const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text))
      return true
    })
    try {
      await execCommand(sql, {
        ...{ local: true, localDir: 'cloud', readOnly: true, yes: true, quiet: true },
        ...{ output: 'json', color: 'off', signRequest: true, verifySsl: true, wait: true },
        ...{ variables: {}, vars: [], var: [], env: [] },
      } as unknown as Parameters<typeof execCommand>[1])
      return written
    } finally {
      spy.mockRestore()
    }
  },
  'a statement of a stack': async (sql) => {
    const pool = new SessionPool(session, { host: silentHost }, 1)
    return pool.run(sql, (connector) => connector, new AbortController().signal)
  },
}

describe.each(Object.entries(WAYS))('by %s', (_, attempt) => {
  const refused = async (sql: string): Promise<AppError> => {
    const before = await statesOf()
    const told = await attempt(sql).then(
      (answer) => expect.fail(`it was answered: ${JSON.stringify(answer)}`),
      (error: unknown) => error,
    )
    expect(AppError.is(told), String(told)).toBe(true)
    const error = AppError.from(told)
    expect(error.message).not.toContain(SECRET)
    expect(error.kind).not.toBe('internal')
    expect(await statesOf()).toEqual(before)
    return error
  }

  test.each(WRITES)('%s changes nothing', async (sql) => {
    expect(await refused(sql)).toMatchObject({ code: 'READ_ONLY' })
  })
  test.each(FILES)('%s reads nothing', async (sql) => {
    expect((await refused(sql)).code).toMatch(/^UNSUPPORTED_OPERATION$/)
  })
  test.each(NEVER)('%s is no statement here', async (sql) => {
    await refused(sql)
  })
})

/** What could have changed: resources, views, files. */
async function statesOf(): Promise<unknown> {
  const files = (await readdir('.', { recursive: true }))
    .filter((name) => !name.startsWith('cloud') && !/requests|history/.test(name))
    .sort()
  const views = await Promise.all(
    files.filter((name) => /view-/.test(name)).map((name) => readFile(name, 'utf8')),
  )
  const buckets = await byLibrary(`SELECT bucket_name, tags FROM ${BUCKETS}`)
  return { files, views, buckets }
}

test('what only reads goes on as it did', async () => {
  expect(await byLibrary(`SELECT bucket_name FROM ${BUCKETS}`)).toEqual([['kept']])
  expect(await byLibrary('SELECT * FROM v')).toEqual([['kept']])
  expect(await byLibrary('SELECT * FROM m')).toEqual([['kept']])
  await byLibrary(`EXPLAIN DELETE FROM ${BUCKETS} WHERE bucket_name = 'kept'`)
  await byLibrary(`CREATE TEMP TABLE t AS SELECT bucket_name FROM ${BUCKETS}`)
  expect(await byLibrary('SELECT * FROM t')).toEqual([['kept']])
  await byLibrary('DROP TABLE t')
  await byLibrary("SET regions = 'us-east-1'")
})

test('nobody gets past statements to the connector, and Parquet is written for the caller', async () => {
  const { connector } = await session.plumbing()
  await expect(
    connector.mutate({
      operation: 'DELETE',
      connection: 'default',
      region: 'us-east-1',
      typeName: 'AWS::S3::Bucket',
      identifier: 'kept',
      clientToken: 'token',
    }),
  ).rejects.toMatchObject({ code: 'READ_ONLY' })
  await session.exportParquet(`SELECT bucket_name FROM ${BUCKETS}`, 'out.parquet')
  expect((await readFile('out.parquet')).subarray(0, 4).toString()).toBe('PAR1')
  await rm('out.parquet')
})

test('files: project reads the working folder alone, none nothing, and read-only with files is a contradiction', async () => {
  const asking = async (files: 'none' | 'project' | 'all', sql: string): Promise<unknown> => {
    const other = createSession({ host: silentHost, localDir: 'cloud', files })
    try {
      const result = await other.run(readStatement(sql))
      const rows: unknown[] = []
      for await (const batch of result.batches) rows.push(...batch)
      return rows
    } catch (error) {
      return AppError.from(error).code
    } finally {
      await other.close()
    }
  }
  const own = "SELECT length(content) > 9 FROM read_text('x.csv')"
  const strange = "SELECT length(content) > 9 FROM read_text('/etc/passwd')"
  expect(await asking('all', own)).toEqual([[true]])
  expect(await asking('project', own)).toEqual([[true]])
  expect(await asking('none', own)).toBe('UNSUPPORTED_OPERATION')
  expect(await asking('all', strange)).toEqual([[true]])
  expect(await asking('project', strange)).toBe('UNSUPPORTED_OPERATION')
  expect(await asking('none', 'SELECT * FROM m')).toEqual([['kept']])
  const both = createSession({ host: silentHost, localDir: 'cloud', files: 'all', readOnly: true })
  await expect(both.run(readStatement('SELECT 1'))).rejects.toMatchObject({ code: 'USAGE' })
  await both.close()
})
