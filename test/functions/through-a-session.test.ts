import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStatement } from '../../src/sql/index.js'
import { failureOf, rows, TestBed } from '../session/support.js'

const VPCS = 'awscc.ec2.vpcs'
const VPC = {
  type: 'AWS::EC2::VPC',
  region: 'us-east-1',
  properties: { CidrBlock: '10.0.0.0/16', Tags: [{ Key: 'env', Value: 'dev' }] },
}

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({ estate: [VPC] })
})

afterAll(() => bed.close())

async function headers(sql: string): Promise<string[]> {
  const result = await bed.session.run(readStatement(sql))
  for await (const batch of result.batches) expect(batch.length).toBeGreaterThanOrEqual(0)
  return result.columns.map(({ name }) => name)
}

describe('unnamed columns are called by what was written', () => {
  test.each([
    [`SELECT count(*) FROM ${VPCS}`, ['count(*)']],
    [`SELECT tags -> 0 ->> 'Key' FROM ${VPCS}`, [`tags -> 0 ->> 'Key'`]],
    [`SELECT tags->0->>'Key', region FROM ${VPCS}`, [`tags->0->>'Key'`, 'region']],
    [`SELECT json_extract(tags, '$[0].Key') FROM ${VPCS}`, [`json_extract(tags, '$[0].Key')`]],
    [`SELECT DISTINCT upper(region) FROM ${VPCS} v`, ['upper(region)']],
    [
      `SELECT v.region, v.cidr_block AS cidr, lower(v.region) r FROM ${VPCS} v`,
      ['region', 'cidr', 'r'],
    ],
    [
      `SELECT region::text, region IS NOT NULL FROM ${VPCS}`,
      ['region::text', 'region IS NOT NULL'],
    ],
    [
      `SELECT CASE WHEN region = 'x' THEN 1 END FROM ${VPCS}`,
      [`CASE WHEN region = 'x' THEN 1 END`],
    ],
    [
      `SELECT max(region) OVER (ORDER BY region), 1 FROM ${VPCS}`,
      ['max(region) OVER (ORDER BY region)', '1'],
    ],
    [`WITH a AS (SELECT tags ->> 0 FROM ${VPCS}) SELECT count(*) FROM a`, ['count(*)']],
    [
      `SELECT jsonb_agg(region) FILTER (WHERE true) FROM ${VPCS}`,
      ['jsonb_agg(region) FILTER (WHERE true)'],
    ],
    [`SELECT (SELECT count(*) FROM ${VPCS})`, [`(SELECT count(*) FROM ${VPCS})`]],
    [`SELECT\n  tags\n    ->> 0 FROM ${VPCS}`, ['tags ->> 0']],
    [`SELECT 1 UNION ALL SELECT 2`, ['1']],
    [
      `SELECT region = 'a' AND NOT region LIKE region FROM ${VPCS}`,
      [`region = 'a' AND NOT region LIKE region`],
    ],
    [`VALUES (1)`, ['col0']],
    [`FROM ${VPCS} SELECT count(*)`, ['count(*)']],
  ])('%s', async (sql, expected) => {
    expect(await headers(sql)).toEqual(expected)
  })

  test('beside a star', async () => {
    const names = await headers(`SELECT region || 'x', v.*, count(*) OVER () FROM ${VPCS} v`)
    expect([names[0], names.at(-1)]).toEqual([`region || 'x'`, 'count(*) OVER ()'])
    expect(names).toContain('cidr_block')
  })
})

describe('positions of errors are those of what was written', () => {
  test.each([
    [`SELECT jsonb_agg(region), nope FROM ${VPCS}`, 'nope'],
    [`SELECT region ~'a', region !~* 'b', nope FROM ${VPCS}`, 'nope'],
    [`SELECT total(vcpu) FILTER (WHERE true), nope FROM ${VPCS}`, 'vcpu'],
    [`SELECT e ->> 'Key' FROM ${VPCS} v, jsonb_array_elements(v.tags) AS e WHERE nope = 1`, 'nope'],
    [`SELECT json_group_object(region, 1) FROM ${VPCS} WHERE region ? 'a' AND FROM`, 'FROM'],
    [`SELECT regexp_like(region, 'a') FROM awscc.ec2.vpcz`, 'awscc.ec2.vpcz'],
  ])('%s', async (sql, blamed) => {
    const { position } = (await failureOf(rows(bed.session, sql))).details
    expect(sql.slice(position?.offset)).toMatch(new RegExp(`^${blamed.replaceAll('.', '\\.')}`))
  })
})

describe('|| joins JSON where a column of the table is JSON', () => {
  test('in a query', async () => {
    const sql = `SELECT tags || '[{"Key":"a","Value":"b"}]', region || '/x' FROM ${VPCS}`
    expect(await rows(bed.session, sql)).toEqual([
      [
        [
          { Key: 'env', Value: 'dev' },
          { Key: 'a', Value: 'b' },
        ],
        'us-east-1/x',
      ],
    ])
  })

  test('and - takes keys and places from it', async () => {
    const sql = `SELECT tags - 0, tags #- '{0,Key}', length(region) - 1, tags -> 0 ->> 'Key' FROM ${VPCS} WHERE region ~ '-1$'`
    expect(await rows(bed.session, sql)).toEqual([[[], [{ Value: 'dev' }], 8, 'env']])
    expect(await headers(sql)).toEqual([
      'tags - 0',
      `tags #- '{0,Key}'`,
      'length(region) - 1',
      `tags -> 0 ->> 'Key'`,
    ])
  })

  test('with the place of each element', async () => {
    const sql = `SELECT n, k FROM ${VPCS} v, jsonb_array_elements(v.tags) WITH ORDINALITY AS t(e, n), jsonb_path_query(e, '$.Key') AS k`
    expect(await rows(bed.session, sql)).toEqual([[1, 'env']])
  })

  test('in an update', async () => {
    const [[id] = []] = await rows(bed.session, `SELECT Identifier FROM ${VPCS}`)
    const sql = `UPDATE ${VPCS} SET Tags = Tags || '[{"Key":"team","Value":"x"}]' WHERE Identifier = '${String(id)}'`
    await rows(bed.session, sql)
    const keys = `SELECT t ->> 'Key' FROM ${VPCS} v, jsonb_array_elements(v.tags) AS t ORDER BY 1`
    expect(await rows(bed.session, keys)).toEqual([['env'], ['team']])
    await rows(bed.session, `UPDATE ${VPCS} SET Tags = Tags - 1 WHERE Identifier = '${String(id)}'`)
    expect(await rows(bed.session, keys)).toEqual([['env']])
  })
})

test.each([`SELECT json_extract(tags, '$[0].Value') > 5 FROM ${VPCS}`])(
  '%s says that a text meets a number',
  async (sql) => {
    const { hint } = (await failureOf(rows(bed.session, sql))).details
    expect(hint).toMatch(/::bigint|::double/)
  },
)

test.each([
  [`jsonb_path_query('{}', '$.a ? (@ > 1')`, '$.a ? (@ > 1'],
  [`jsonb_path_query('{}', '$.a.datetime()')`, 'is not understood'],
  [`jsonb_path_query('{}', 'strict $.a')`, 'there is no key "a"'],
  [`'1'::jsonb - 'a'`, 'cannot delete from a JSON scalar'],
  [`'{}'::jsonb - 1`, 'by a number'],
  [`'[1]'::jsonb #- '{x}'`, '"x" is no place'],
  [`jsonb_set('1', '{a}', '2')`, 'cannot set a path'],
  [`regexp_match('a', '(a)()()()()()()()()()')`, 'nine groups'],
])('SELECT %s fails and says why', async (sql, said) => {
  const failure = await failureOf(rows(bed.session, `SELECT ${sql}`))
  expect(failure.message).toContain(said)
})

test.each([
  `SELECT region > now() - interval '1 day' FROM ${VPCS}`,
  `SELECT region + interval '1 day' FROM ${VPCS}`,
  `SELECT age(region) FROM ${VPCS}`,
])('%s says that a text needs a cast', async (sql) => {
  const { hint } = (await failureOf(rows(bed.session, sql))).details
  expect(hint).toContain('::timestamptz')
})
