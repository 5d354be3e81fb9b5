import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EstateEntry } from '../../src/emulator/index.js'
import { readStatement } from '../../src/sql/index.js'
import { callsOf, domain, failureOf, integration, objects, rows, TestBed } from './support.js'

/* Tables over all types: what Cloud Control, the tagging service and skyql itself know of the whole estate. */

const CC = 'awscc.cloud_control'
const VPC = 'AWS::EC2::VPC'

function vpc(name: string, region = 'us-east-1', env = 'prod'): EstateEntry {
  const tags = [
    { Key: 'Name', Value: name },
    { Key: 'env', Value: env },
  ]
  return { type: VPC, region, properties: { CidrBlock: '10.0.0.0/16', Tags: tags } }
}

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({
    estate: [
      vpc('one'),
      vpc('two', 'us-east-1', 'dev'),
      vpc('three', 'eu-west-1'),
      { type: 'AWS::S3::Bucket', region: 'us-east-1', properties: { BucketName: 'logs-1' } },
      domain('retail'),
      integration('retail', 's3://a|b'),
      integration('retail', 's3://c'),
    ],
  })
})

afterAll(() => bed.close())

const run = (sql: string): Promise<unknown[][]> => rows(bed.session, sql)

describe('cloud_control.resources', () => {
  test('lists one type in one call', async () => {
    expect(
      await callsOf(bed.session, async () => {
        expect(
          await run(
            `SELECT TypeName, region, json_extract(Properties, '$.CidrBlock') FROM ${CC}.resources WHERE TypeName = '${VPC}'`,
          ),
        ).toEqual([
          [VPC, 'us-east-1', expect.anything() as unknown],
          [VPC, 'us-east-1', expect.anything() as unknown],
        ])
      }),
    ).toEqual({ ListResources: 1 })
  })

  test('lists several types and regions, each a unit of the coverage', async () => {
    const result = await bed.session.run(
      readStatement(
        `SELECT type_name, region, count(*) FROM ${CC}.resources
         WHERE type_name IN ('${VPC}', 'AWS::S3::Bucket') AND region IN ('us-east-1', 'eu-west-1')
         GROUP BY ALL ORDER BY ALL`,
      ),
    )
    const found = []
    for await (const batch of result.batches) found.push(...batch)
    expect(found).toContainEqual([VPC, 'us-east-1', 2])
    expect(found).toContainEqual([VPC, 'eu-west-1', 1])
    expect(found).toContainEqual(['AWS::S3::Bucket', 'us-east-1', 1])
    expect(result.coverage.map(({ typeName, region }) => `${typeName} ${region}`).sort()).toEqual([
      'AWS::EC2::VPC eu-west-1',
      'AWS::EC2::VPC us-east-1',
      'AWS::S3::Bucket us-east-1',
    ])
  })

  test('takes LIKE over all listable types, those under parents included', async () => {
    expect(
      await run(
        `SELECT TypeName, count(*) FROM ${CC}.resources WHERE TypeName LIKE 'AWS::CustomerProfiles::%' GROUP BY 1 ORDER BY 1`,
      ),
    ).toEqual([
      ['AWS::CustomerProfiles::Domain', 1],
      ['AWS::CustomerProfiles::Integration', 2],
    ])
  })

  test('lists under the ResourceModel that is given, and shows it', async () => {
    const model = '{"DomainName": "retail"}'
    expect(
      await callsOf(bed.session, async () => {
        expect(
          await run(
            `SELECT Identifier, ResourceModel FROM ${CC}.resources
             WHERE TypeName = 'AWS::CustomerProfiles::Integration' AND ResourceModel = '${model}' ORDER BY 1`,
          ),
        ).toEqual([
          ['retail|s3://a|b', model],
          ['retail|s3://c', model],
        ])
      }),
    ).toEqual({ ListResources: 1 })
  })

  test('asks the service about a type that the catalogue does not have', async () => {
    const error = await failureOf(
      run(`SELECT * FROM ${CC}.resources WHERE TypeName = 'My::Own::Type'`),
    )
    expect(error.message).toMatch(/My::Own::Type/)
    expect(error.kind).toBe('external')
  })

  test.each([
    [`SELECT * FROM ${CC}.resources`, 'LIST_INPUT_REQUIRED'],
    [
      `SELECT * FROM ${CC}.resources WHERE TypeName = '${VPC}' AND ResourceModel = 'x'`,
      'VALUE_JSON',
    ],
    [`SELECT * FROM ${CC}.resource WHERE TypeName = '${VPC}'`, 'IDENTIFIER_REQUIRED'],
    [`SELECT * FROM ${CC}.resource_request`, 'IDENTIFIER_REQUIRED'],
    [`SELECT * FROM awscc.tagging.tagged_resources WHERE tag_key LIKE 'e%'`, 'LIST_INPUT_REQUIRED'],
    [`SELECT * FROM ${CC}.resources_list_only`, 'UNKNOWN_TABLE'],
    ['SELECT * FROM skyql.resurces', 'UNKNOWN_TABLE'],
    [`DELETE FROM ${CC}.resources WHERE TypeName = '${VPC}'`, 'UNSUPPORTED_OPERATION'],
  ])('%s is refused', async (sql, code) => {
    expect(
      await callsOf(bed.session, async () => {
        await expect(run(sql)).rejects.toMatchObject({ code })
      }),
    ).toEqual({})
  })
})

describe('cloud_control.resource', () => {
  test('gets resources of any type, a bar in the identifier or not', async () => {
    expect(
      await callsOf(bed.session, async () => {
        expect(
          await run(
            `SELECT Identifier, Properties ->> 'Uri' FROM ${CC}.resource
             WHERE TypeName = 'AWS::CustomerProfiles::Integration'
               AND Identifier IN ('retail|s3://c', 'nope|nope') AND region = 'us-east-1'`,
          ),
        ).toEqual([['retail|s3://c', 's3://c']])
      }),
    ).toEqual({ GetResource: 2 })
  })

  test("takes StackQL's join of the list to the gets", async () => {
    const found = await run(
      `SELECT d.Identifier, json_extract(d.Properties, '$.CidrBlock')
       FROM ${CC}.resources l
       INNER JOIN ${CC}.resource d ON d.Identifier = l.Identifier AND d.region = l.region
       WHERE l.TypeName = '${VPC}' AND d.TypeName = '${VPC}' AND l.region IN ('us-east-1', 'eu-west-1')`,
    )
    expect(found).toHaveLength(3)
  })
})

describe('resource_requests and resource_request', () => {
  test('show what was written, by operation and status', async () => {
    const D = 'awscc.customerprofiles.domains'
    const [[token] = []] = await run(
      `INSERT INTO ${D} (DomainName, DefaultExpirationDays, region) VALUES ('asked', 5, 'us-east-1')`,
    ).then(() =>
      run(`SELECT request_token FROM ${CC}.resource_requests WHERE identifier = 'asked'`),
    )
    expect(typeof token).toBe('string')
    expect(
      await objects(
        bed.session,
        `SELECT type_name, operation, operation_status, event_time::timestamptz > now() - interval '1 hour' AS recent
         FROM ${CC}.resource_requests WHERE operation = 'CREATE' AND operation_status = 'SUCCESS'`,
      ),
    ).toEqual([
      {
        type_name: 'AWS::CustomerProfiles::Domain',
        operation: 'CREATE',
        operation_status: 'SUCCESS',
        recent: true,
      },
    ])
    expect(await run(`SELECT 1 FROM ${CC}.resource_requests WHERE operation = 'DELETE'`)).toEqual(
      [],
    )
    expect(
      await objects(
        bed.session,
        `SELECT Identifier, OperationStatus FROM ${CC}.resource_request WHERE RequestToken = '${String(token)}'`,
      ),
    ).toEqual([{ identifier: 'asked', OperationStatus: 'SUCCESS' }])
    expect(
      await run(
        `SELECT * FROM ${CC}.resource_request WHERE RequestToken = '00000000-0000-0000-0000-000000000000'`,
      ),
    ).toEqual([])
  })
})

describe('a write that nobody waits for', () => {
  const D = 'awscc.customerprofiles.domains'

  test('is waited for by whoever reads its request, and glanced at with --no-wait', async () => {
    const slow = await TestBed.start({ handlerMs: 600 }, { wait: false })
    try {
      const [outcome] = await objects(
        slow.session,
        `INSERT INTO ${D} (DomainName, DefaultExpirationDays, region) VALUES ('slow', 5, 'us-east-1')`,
      )
      expect(outcome).toMatchObject({ status: 'IN_PROGRESS' })
      const sql = `SELECT operation_status FROM ${CC}.resource_request WHERE RequestToken = '${String(outcome?.['request_token'])}'`
      expect(await rows(slow.session, sql)).toEqual([['IN_PROGRESS']])
      const waiting = slow.open({ wait: true })
      expect(await rows(waiting, sql)).toEqual([['SUCCESS']])
    } finally {
      await slow.close()
    }
  })

  test('is cancelled by DELETE, and by EXEC', async () => {
    const slow = await TestBed.start({ handlerMs: 60_000 }, { wait: false })
    try {
      const started = async (name: string): Promise<string> => {
        const [outcome] = await objects(
          slow.session,
          `INSERT INTO ${D} (DomainName, DefaultExpirationDays, region) VALUES ('${name}', 5, 'us-east-1')`,
        )
        return String(outcome?.['request_token'])
      }
      const first = await started('a')
      expect(
        await objects(
          slow.session,
          `DELETE FROM ${CC}.resource_request WHERE RequestToken = '${first}'`,
        ),
      ).toMatchObject([
        {
          operation: 'CREATE',
          identifier: 'a',
          status: expect.stringMatching(/^CANCEL_/) as string,
        },
      ])
      const second = await started('b')
      expect(
        await callsOf(slow.session, () =>
          rows(
            slow.session,
            `EXEC ${CC}.resource_requests.cancel_resource_request @RequestToken = '${second}', @region = 'us-east-1'`,
          ),
        ),
      ).toEqual({ GetResourceRequestStatus: 1, CancelResourceRequest: 1 })
      expect(
        await rows(
          slow.session,
          `SELECT count(*) FROM ${CC}.resource_requests WHERE operation_status LIKE 'CANCEL%'`,
        ),
      ).toEqual([[2]])
      expect(
        await objects(
          slow.session,
          `EXPLAIN DELETE FROM ${CC}.resource_request WHERE RequestToken = '${second}'`,
        ),
      ).toMatchObject([{ plan: expect.stringContaining('CancelResourceRequest') as string }])
      for (const [sql, code] of [
        [`DELETE FROM ${CC}.resource_request`, 'IDENTIFIER_REQUIRED'],
        [`DELETE FROM ${CC}.resource_request WHERE nope = 'x'`, 'UNKNOWN_COLUMN'],
        [`DELETE FROM ${CC}.resource_request WHERE RequestToken = 'no-such-token'`, 'NOT_FOUND'],
      ] as const) {
        await expect(rows(slow.session, sql)).rejects.toMatchObject({ code })
      }
    } finally {
      await slow.close()
    }
  })

  test('is made through cloud_control.resources by its TypeName, as StackQL does', async () => {
    await run(
      `EXEC ${CC}.resources.create_resource @TypeName = 'AWS::CustomerProfiles::Domain', @region = 'us-east-1',
         @DesiredState = '{"DomainName":"typed","DefaultExpirationDays":3}'`,
    )
    expect(
      await run(
        `EXEC ${CC}.resource.get_resource @TypeName = 'AWS::CustomerProfiles::Domain', @Identifier = 'typed', @region = 'us-east-1'`,
      ),
    ).toHaveLength(1)
    await run(
      `EXEC ${CC}.resources.delete_resource @TypeName = 'AWS::CustomerProfiles::Domain', @Identifier = 'typed', @region = 'us-east-1'`,
    )
    expect((await run(`SHOW METHODS IN ${CC}.resource_requests`)).map(([name]) => name)).toEqual([
      'cancel_resource_request',
      'list_resources',
    ])
  })
})

describe('tagging.tagged_resources', () => {
  const T = 'awscc.tagging.tagged_resources'

  test('shows ARNs and tags, filtered by the service', async () => {
    expect(
      await objects(
        bed.session,
        `SELECT split_part(resource_arn, ':', 3) AS service, resource_type, tags -> 0 ->> 'Value' AS name
         FROM ${T} WHERE region = 'us-east-1' AND resource_type = 'ec2:vpc' ORDER BY name`,
      ),
    ).toEqual([
      { service: 'ec2', resource_type: 'ec2:vpc', name: 'one' },
      { service: 'ec2', resource_type: 'ec2:vpc', name: 'two' },
    ])
    expect(
      await run(`SELECT tag_value FROM ${T} WHERE tag_key = 'env' AND tag_value = 'dev'`),
    ).toEqual([['dev']])
    expect(
      await run(
        `SELECT t.region, tag ->> 'Value' FROM ${T} t, jsonb_array_elements(t.tags) AS tag
         WHERE tag ->> 'Key' = 'Name' AND region IN ('us-east-1', 'eu-west-1') ORDER BY 2`,
      ),
    ).toEqual([
      ['us-east-1', 'one'],
      ['eu-west-1', 'three'],
      ['us-east-1', 'two'],
    ])
  })

  test('takes the filters of GetResources as they are', async () => {
    const ask = (types: string, tags: string, more = ''): Promise<unknown[][]> =>
      run(
        `SELECT split_part(ResourceARN, ':', 3), tags -> 0 ->> 'Value', TagFilters, ResourceTypeFilters FROM ${T}
         WHERE region = 'us-east-1' AND TagFilters = '${tags}' AND ResourceTypeFilters = '${types}'${more}`,
      )
    const [types, tags] = ['["ec2:vpc"]', '[{"Key":"env","Values":["dev"]}]']
    const found = [['ec2', 'two', tags, types]]
    expect(await ask(types, tags)).toEqual(found)
    expect(await ask(types, tags, " AND tag_key = 'Name' AND tag_value = 'two'")).toEqual(found)
    expect(await ask(types, tags, " AND resource_type = 'ec2:vpc'")).toEqual(found)
    expect(await ask(types, tags, " AND resource_type = 's3'")).toEqual([])
    expect(await ask('["s3"]', tags)).toEqual([])
    const odd = run(`SELECT * FROM ${T} WHERE TagFilters = '{"Key":"env"}'`)
    expect(await failureOf(odd)).toMatchObject({
      code: 'VALUE_JSON',
      details: { hint: expect.stringContaining('"Key":"env"') as string },
    })
  })
})

describe('skyql.resources', () => {
  test('is everything of the chosen services', async () => {
    expect(
      await objects(
        bed.session,
        `SELECT type, identifier, region, name FROM skyql.resources
         WHERE service IN ('s3', 'customerprofiles') AND identifier <> 'asked' ORDER BY type, identifier`,
      ),
    ).toEqual([
      {
        type: 'AWS::CustomerProfiles::Domain',
        identifier: 'retail',
        region: 'us-east-1',
        name: 'retail',
      },
      {
        type: 'AWS::CustomerProfiles::Integration',
        identifier: 'retail|s3://a|b',
        region: 'us-east-1',
        name: null,
      },
      {
        type: 'AWS::CustomerProfiles::Integration',
        identifier: 'retail|s3://c',
        region: 'us-east-1',
        name: null,
      },
      { type: 'AWS::S3::Bucket', identifier: 'logs-1', region: 'us-east-1', name: 'logs-1' },
    ])
  })

  test('has names, tags and properties, and the account', async () => {
    expect(
      await objects(
        bed.session,
        `SELECT * FROM skyql.resources WHERE type = '${VPC}' AND region = 'eu-west-1'`,
      ),
    ).toMatchObject([
      {
        region: 'eu-west-1',
        account_id: '123456789012',
        provider: 'awscc',
        service: 'ec2',
        type: VPC,
        name: 'three',
        tags: [
          { Key: 'Name', Value: 'three' },
          { Key: 'env', Value: 'prod' },
        ],
        properties: { CidrBlock: '10.0.0.0/16' },
      },
    ])
  })

  test('asks nobody about services that a predicate rules out', async () => {
    expect(
      await callsOf(bed.session, () =>
        run(`SELECT identifier FROM skyql.resources WHERE service = 's3' AND service = 'ec2'`),
      ),
    ).toEqual({})
    expect(
      await callsOf(bed.session, () =>
        run(`SELECT count(*) FROM skyql.resources WHERE type = 'AWS::EC2::VPC'`),
      ),
    ).toEqual({ ListResources: 1 })
  })

  test('asks global types once, and has each bucket once with its own region', async () => {
    const sql = `SELECT type, region, count(*) FROM skyql.resources
      WHERE type IN ('AWS::S3::Bucket', 'AWS::IAM::Role') AND region IN ('us-east-1', 'eu-west-1') GROUP BY ALL`
    expect(await callsOf(bed.session, () => run(sql))).toMatchObject({ ListResources: 2 })
    expect(await run(sql)).toEqual([['AWS::S3::Bucket', 'us-east-1', 1]])
  })

  test('is held to --max-calls before the first call', async () => {
    const careful = bed.open({ maxCalls: 20 })
    expect(
      await callsOf(careful, async () => {
        const error = await failureOf(rows(careful, 'SELECT count(*) FROM skyql.resources'))
        expect(error.code).toBe('TOO_MANY_CALLS')
        expect(error.message).toMatch(/needs at least \d{3,} calls/)
      }),
    ).toEqual({})
  })

  test('says which types did not answer', async () => {
    const partial = await TestBed.start({
      estate: [vpc('one')],
      faults: ['access-denied:type=AWS::EC2::Subnet'],
    })
    try {
      const sql = `SELECT type FROM skyql.resources WHERE type IN ('${VPC}', 'AWS::EC2::Subnet')`
      const result = await partial.session.run(readStatement(sql))
      expect(result.coverage.map(({ typeName, status }) => [typeName, status]).sort()).toEqual([
        ['AWS::EC2::Subnet', 'failed'],
        [VPC, 'done'],
      ])
      const strict = partial.open({ strict: true })
      await expect(rows(strict, sql)).rejects.toMatchObject({ code: 'SCAN_FAILED' })
    } finally {
      await partial.close()
    }
  })

  test('may be joined, read in a view, and explained', async () => {
    expect(
      await run(
        `SELECT r.name, v.cidr_block FROM skyql.resources r JOIN awscc.ec2.vpcs v ON v.vpc_id = r.identifier
         WHERE r.type = '${VPC}' ORDER BY 1`,
      ),
    ).toEqual([
      ['one', '10.0.0.0/16'],
      ['two', '10.0.0.0/16'],
    ])
    const plan = await run(`EXPLAIN SELECT type FROM skyql.resources WHERE service = 's3'`)
    expect(plan.flat().join('\n')).toMatch(/ListResources of \d+ types in us-east-1/)
  })
})

describe('SHOW and DESCRIBE', () => {
  test('know the tables', async () => {
    expect(await run(`SHOW RESOURCES IN ${CC}`)).toEqual([
      ['resources', expect.any(String), 'yes'],
      ['resource', expect.any(String), 'no'],
      ['resource_requests', expect.any(String), 'yes'],
      ['resource_request', expect.any(String), 'no'],
    ])
    expect((await run(`SHOW SERVICES IN awscc LIKE 't%gging'`)).map(([name]) => name)).toEqual([
      'tagging',
    ])
    expect(await objects(bed.session, 'DESCRIBE EXTENDED skyql.resources')).toContainEqual({
      name: 'tags',
      type: 'JSON',
      schema_type: 'object|array',
      flags: 'read-only',
      column_path: 'tags',
      allowed: '',
      description: 'a list of Key and Value',
    })
  })
})
