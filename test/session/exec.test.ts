import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callsOf, domain, failureOf, integration, objects, rows, TestBed } from './support.js'

/* EXEC, DESCRIBE METHOD and USE, as StackQL has them. */

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed

beforeAll(async () => {
  bed = await TestBed.start({ estate: [domain('retail'), integration('retail', 's3://a')] })
})

afterAll(() => bed.close())

const run = (sql: string): Promise<unknown[][]> => rows(bed.session, sql)

describe('EXEC', () => {
  test('get_resource and list_resources', async () => {
    expect(
      await objects(
        bed.session,
        `EXEC ${T}.get_resource @Identifier = 'retail|s3://a', @region = 'us-east-1'`,
      ),
    ).toMatchObject([{ domain_name: 'retail', uri: 's3://a' }])
    expect(
      await callsOf(bed.session, async () => {
        expect(
          await objects(
            bed.session,
            `EXEC ${T}.list_resources @DomainName='retail', @region='us-east-1'`,
          ),
        ).toEqual([{ region: 'us-east-1', domain_name: 'retail', uri: 's3://a' }])
      }),
    ).toEqual({ ListResources: 1 })
    expect(
      await run(`EXEC /*+ SHOWRESULTS */ ${D}_list_only.list_resources @region='us-east-1'`),
    ).toEqual([['us-east-1', 'retail']])
  })

  test('create_resource, update_resource and delete_resource', async () => {
    expect(
      await objects(
        bed.session,
        `EXEC /*+ AWAIT */ ${D}.create_resource
           @@json = '{"DomainName": "made", "DefaultExpirationDays": 7, "Tags": [{"Key": "a", "Value": "it''s"}]}',
           @region = 'us-east-1'`,
      ),
    ).toMatchObject([{ status: 'SUCCESS', identifier: 'made' }])
    expect(await run(`SELECT tags -> 0 ->> 'Value' FROM ${D} WHERE Identifier = 'made'`)).toEqual([
      ["it's"],
    ])
    await run(
      `EXEC ${D}.update_resource @Identifier = 'made', @region = 'us-east-1',
         @PatchDocument = string('[{"op":"replace","path":"/DefaultExpirationDays","value":8}]')`,
    )
    expect(await run(`SELECT default_expiration_days FROM ${D} WHERE Identifier = 'made'`)).toEqual(
      [[8]],
    )
    await run(
      `EXEC ${D}.update_resource @Identifier='made', @DefaultExpirationDays=9, @region='us-east-1'`,
    )
    expect(await run(`SELECT default_expiration_days FROM ${D} WHERE Identifier = 'made'`)).toEqual(
      [[9]],
    )
    await run(`EXEC ${D}.delete_resource @Identifier = 'made', @region = 'us-east-1'`)
    expect(await run(`SELECT * FROM ${D} WHERE Identifier = 'made'`)).toEqual([])
  })

  test.each([
    [`EXEC ${D}.delete_resource @region = 'us-east-1'`, 'MISSING_PROPERTY', /Identifier/],
    [`EXEC ${D}.create_resource @region = 'us-east-1'`, 'MISSING_PROPERTY', /DomainName/],
    [`EXEC ${D}.delete_resorce @Identifier = 'x'`, 'UNSUPPORTED_OPERATION', /delete_resorce/],
    [`EXEC ${D}.get_resource @Nope = 'x'`, 'UNKNOWN_COLUMN', /Nope/],
    [`EXEC ${D}.create_resource @@json = 'no'`, 'VALUE_JSON', /json/],
    [`EXEC ${D}.get_resource @Identifier = 'x' || 'y'`, 'SYNTAX', /end of the statement/],
    [`EXEC ${D}.get_resource Identifier = 'x'`, 'SYNTAX', /"@"/],
    ['EXEC awscc.nope.domains.get_resource', 'UNKNOWN_SERVICE', /nope/],
  ])('%s is refused, and nothing is sent', async (sql, code, message) => {
    expect(
      await callsOf(bed.session, async () => {
        const error = await failureOf(run(sql))
        expect(error.code).toBe(code)
        expect(error.message).toMatch(message)
        expect(error.details.position).toBeDefined()
      }),
    ).toEqual({})
  })

  test('a text in an argument stays a text', async () => {
    expect(
      await run(`EXEC ${D}.get_resource @Identifier = 'x'' OR 1=1 --', @region = 'us-east-1'`),
    ).toEqual([])
  })
})

describe('DESCRIBE METHOD', () => {
  test('says what a method takes and what it answers', async () => {
    const found = await objects(bed.session, `DESCRIBE METHOD ${T}.create_resource`)
    expect(found[0]).toEqual({
      name: 'DomainName',
      type: 'VARCHAR',
      param_type: 'required',
      shape: expect.stringContaining('"type":"string"') as string,
    })
    expect(found.map(({ name }) => name)).not.toContain('CreatedAt')
    expect(await objects(bed.session, `DESCRIBE METHOD ${T}.get_resource`)).toEqual(
      expect.arrayContaining([
        { name: 'Identifier', type: 'VARCHAR', param_type: 'required', shape: null },
        { name: 'uri', type: 'VARCHAR', param_type: 'response', shape: null },
      ]) as unknown,
    )
    const extended = await bed.session.run(
      (await import('../../src/sql/index.js')).readStatement(
        `DESCRIBE METHOD EXTENDED ${T}.list_resources`,
      ),
    )
    expect(extended.columns.map(({ name }) => name)).toEqual([
      'name',
      'type',
      'param_type',
      'shape',
      'description',
    ])
  })
})

describe('USE', () => {
  test('shortens names everywhere', async () => {
    const session = bed.open()
    const short = (sql: string): Promise<unknown[][]> => rows(session, sql)
    await short('USE awscc.customerprofiles')
    expect(await short(`SELECT domains.domain_name FROM domains`)).toEqual([['retail']])
    expect(
      await short(`SELECT uri FROM integrations i JOIN domains d USING (domain_name)`),
    ).toEqual([['s3://a']])
    expect(await short('WITH domains AS (SELECT 1 AS n) SELECT n FROM domains')).toEqual([[1]])
    expect(await short('SELECT count(*) > 5 FROM skyql.regions')).toEqual([[true]])
    expect((await short('DESCRIBE domains')).length).toBeGreaterThan(3)
    expect(await short('SHOW METHODS IN domains')).toHaveLength(5)
    expect(
      await short(`EXEC domains.get_resource @Identifier='retail', @region='us-east-1'`),
    ).toHaveLength(1)
    await short(
      `INSERT INTO domains (DomainName, DefaultExpirationDays, region) VALUES ('u', 1, 'us-east-1')`,
    )
    await short(`DELETE FROM domains WHERE Identifier = 'u' AND region = 'us-east-1'`)
    await short('USE awscc')
    expect(await short('SELECT count(*) FROM customerprofiles.domains')).toEqual([[1]])
    expect(await short(`SHOW RESOURCES IN customerprofiles LIKE 'domains'`)).toHaveLength(1)
    await expect(short('SELECT * FROM domains')).rejects.toMatchObject({ code: 'UNKNOWN_TABLE' })
    const error = await failureOf(short('SELECT 1,\n  (SELECT nope FROM customerprofiles.domains)'))
    expect(error).toMatchObject({ code: 'UNKNOWN_COLUMN', details: { position: { line: 2 } } })
  })

  test.each([
    ['USE awsc', 'UNKNOWN_PROVIDER'],
    ['USE awscc.customerprofile', 'UNKNOWN_SERVICE'],
    ['USE awscc.customerprofiles.domains', 'UNKNOWN_SERVICE'],
  ])('%s is refused', async (sql, code) => {
    await expect(run(sql)).rejects.toMatchObject({ code })
  })
})
