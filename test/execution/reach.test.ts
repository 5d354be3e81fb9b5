import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EstateEntry } from '../../src/emulator/index.js'
import { PLAN_RULES } from '../../src/plan/index.js'
import type { Session } from '../../src/session/index.js'
import { callsOf, rows, TestBed } from '../session/support.js'

const R = 'awscc.iam.roles'
const B = 'awscc.s3.buckets'

const estate: readonly EstateEntry[] = [
  role('admin', 'us-east-1'),
  role('reader', 'eu-west-1'),
  bucket('logs', 'us-east-1'),
  bucket('photos', 'eu-west-1'),
  bucket('backup', 'ap-south-1'),
]

function role(RoleName: string, region: string): EstateEntry {
  const properties = { RoleName, AssumeRolePolicyDocument: {}, Description: `the ${RoleName}` }
  return { type: 'AWS::IAM::Role', region, properties }
}

function bucket(BucketName: string, region: string): EstateEntry {
  const RegionalDomainName = `${BucketName}.s3.${region}.amazonaws.com`
  return { type: 'AWS::S3::Bucket', region, properties: { BucketName, RegionalDomainName } }
}

let bed: TestBed
let bare: Session

beforeAll(async () => {
  bed = await TestBed.start({ estate })
  bare = bed.open({ disabledRules: PLAN_RULES })
})
afterAll(() => bed.close())

describe('types without a region are asked once an account', () => {
  test.each([
    [`region IN ('us-east-1', 'eu-west-1', 'us-west-2')`, 'us-east-1'],
    [`region IN ('eu-west-1', 'us-west-2')`, 'eu-west-1'],
    [`region LIKE '%'`, 'us-east-1'],
    [`region = 'eu-west-1'`, 'eu-west-1'],
    [`region LIKE 'eu-%'`, 'eu-central-1'],
  ])('%s', async (where, region) => {
    const sql = `SELECT region, role_name FROM ${R} WHERE ${where} ORDER BY 2`
    let found: unknown
    const made = await callsOf(bed.session, async () => {
      found = await rows(bed.session, sql)
    })
    expect(found).toEqual([
      [region, 'admin'],
      [region, 'reader'],
    ])
    expect(made['ListResources']).toBe(1)
    const covered = 'SELECT region, status, rows, note FROM skyql.coverage'
    expect(await rows(bed.session, covered)).toEqual([[region, 'done', 2, 'global']])
    expect(await rows(bare, sql)).toEqual(found)
  })

  test('a get finds them from any region', async () => {
    const sql = `SELECT region, description FROM ${R} WHERE Identifier = 'reader' AND region IN ('eu-west-1', 'us-west-2')`
    expect(await rows(bed.session, sql)).toEqual([['eu-west-1', 'the reader']])
    expect(await rows(bare, sql)).toEqual([['eu-west-1', 'the reader']])
  })
})

describe('each bucket comes once, with its own region', () => {
  test.each([
    [
      `region LIKE '%'`,
      [
        ['ap-south-1', 'backup'],
        ['us-east-1', 'logs'],
        ['eu-west-1', 'photos'],
      ],
    ],
    [
      `region IN ('us-east-1', 'eu-west-1')`,
      [
        ['us-east-1', 'logs'],
        ['eu-west-1', 'photos'],
      ],
    ],
    [`region = 'eu-west-1'`, [['eu-west-1', 'photos']]],
    [`region = 'us-west-2'`, []],
    [`region LIKE '%' AND bucket_name = 'photos'`, [['eu-west-1', 'photos']]],
    [`true`, [['us-east-1', 'logs']]],
  ])('%s', async (where, expected) => {
    const sql = `SELECT region, bucket_name FROM ${B} WHERE ${where} ORDER BY 2`
    expect(await rows(bed.session, sql)).toEqual(expected)
    const unanswered = `SELECT count(*) FROM skyql.coverage WHERE status = 'failed'`
    expect(await rows(bed.session, unanswered)).toEqual([[0]])
    expect(await rows(bare, sql)).toEqual(expected)
  })

  test('is hydrated in its own region', async () => {
    const sql = `SELECT region, regional_domain_name FROM ${B} WHERE region IN ('eu-west-1', 'us-west-2')`
    const found = [['eu-west-1', 'photos.s3.eu-west-1.amazonaws.com']]
    expect(await rows(bed.session, sql)).toEqual(found)
    expect(await rows(bare, sql)).toEqual(found)
  })

  test('an answer for one region is not taken for one of others', async () => {
    const remembering = bed.open({ cacheTtl: 60 })
    const ask = (where: string) =>
      rows(remembering, `SELECT region, bucket_name FROM ${B} WHERE ${where} ORDER BY 2`)
    expect(await ask(`region = 'us-east-1'`)).toEqual([['us-east-1', 'logs']])
    const both = [
      ['us-east-1', 'logs'],
      ['eu-west-1', 'photos'],
    ]
    expect(await ask(`region IN ('us-east-1', 'eu-west-1')`)).toEqual(both)
    expect(await ask(`region IN ('us-east-1', 'eu-west-1')`)).toEqual(both)
  })

  test('a list of one region shows those of all', async () => {
    const made = await callsOf(bed.session, () =>
      rows(bed.session, `SELECT count(*) FROM ${B} WHERE region LIKE '%'`),
    )
    expect(made['ListResources']).toBe(1)
  })
})
