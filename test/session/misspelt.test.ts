import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failureOf, rows, TestBed } from './support.js'

/* A name that is misspelt is no empty answer. */

let bed: TestBed
beforeAll(async () => {
  bed = await TestBed.start()
})
afterAll(async () => {
  await bed.close()
})

/** Warnings that a statement gives in a session of its own. */
async function warnings(sql: string, regions = ['us-east-1']): Promise<string[]> {
  const session = bed.open({ regions })
  bed.messages.length = 0
  await rows(session, sql)
  await rows(session, sql)
  return bed.messages.filter(({ level }) => level === 'warning').map(({ text }) => text)
}

describe('a region', () => {
  const queues = (where: string): string => `SELECT queue_name FROM awscc.sqs.queues WHERE ${where}`

  test.each([
    [queues("region = 'us-east1'"), 'us-east1', 'us-east-1'],
    [queues("region IN ('us-east-1', 'us-west2')"), 'us-west2', 'us-west-2'],
    [
      "SELECT count(*) FROM awscc.sqs.queues q JOIN awscc.sns.topics t ON q.region = t.region WHERE q.region = 'eu-wset-1'",
      'eu-wset-1',
      'eu-west-1',
    ],
    [
      "SELECT type FROM skyql.resources WHERE type = 'AWS::SQS::Queue' AND region = 'eu-central1'",
      'eu-central1',
      'eu-central-1',
    ],
    [
      "INSERT INTO awscc.sqs.queues (QueueName, region) SELECT 'q' || random()::text, 'us-eest-1'",
      'us-eest-1',
      'us-east-1',
    ],
  ])('%s is told, once', async (sql, region, near) => {
    const told = await warnings(sql)
    expect(told).toEqual([`there is no known region ${region}; did you mean ${near}?`])
  })

  test('that the session names is told, too', async () => {
    expect(await warnings(queues('true'), ['us-eas-1'])).toEqual([
      'there is no known region us-eas-1; did you mean us-east-1?',
    ])
  })

  test('and one that fits nothing says that nothing was asked', async () => {
    const [first] = await warnings(queues("region LIKE 'xx-%'"))
    expect(first).toMatch(/no known region or connection fits .* nothing was asked/)
  })

  test.each(["region = 'us-east-1'", "region LIKE 'us-%'", "region = 'cn-north-1'", 'true'])(
    '%s is told of not at all',
    async (where) => {
      expect(await warnings(queues(where))).toEqual([])
    },
  )
})

describe('a type', () => {
  test.each([
    ["TypeName = 'AWS::EC2::vpc'", 'AWS::EC2::VPC'],
    ["type = 'AWS::EC2::Vpc'", 'AWS::EC2::VPC'],
    ["type IN ('AWS::S3::Bucket', 'AWS::S3::Buckets')", 'AWS::S3::Bucket'],
  ])('%s is an error with the nearest one', async (where, near) => {
    const error = await failureOf(rows(bed.session, `SELECT * FROM skyql.resources WHERE ${where}`))
    expect(error).toMatchObject({
      code: 'UNKNOWN_TABLE',
      details: { hint: `did you mean ${near}?` },
    })
  })
})
