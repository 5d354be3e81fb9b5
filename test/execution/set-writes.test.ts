import { afterEach, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import {
  callsOf,
  domain,
  failureOf,
  integration,
  objects,
  rows,
  TestBed,
} from '../session/support.js'
import { WireTap } from '../session/wire-tap.js'

/* UPDATE and DELETE of sets, ON CONFLICT, REPLACE INTO: what is changed, and what is not. */

const T = 'awscc.customerprofiles.integrations'
const D = 'awscc.customerprofiles.domains'

let bed: TestBed
let tap: WireTap | undefined

afterEach(async () => {
  tap?.close()
  tap = undefined
  await bed.close()
})

async function tapped(): Promise<Session> {
  tap = await WireTap.to(bed.emulator.url)
  return bed.open({ endpointUrl: tap.url })
}

function patches(): unknown[] {
  return (tap?.of('UpdateResource') ?? []).map(
    ({ body }) => JSON.parse(String(body['PatchDocument'])) as unknown,
  )
}

const three = [
  domain('d'),
  integration('d', 'u1', { ObjectTypeName: 'a', Tags: [{ Key: 'k', Value: '1' }] }),
  integration('d', 'u2', { ObjectTypeName: 'b' }),
  integration('d', 'u3', { ObjectTypeName: 'a' }),
]

describe('UPDATE', () => {
  test('of what a condition finds, with values of each row; what is so already is not sent', async () => {
    bed = await TestBed.start({ estate: three })
    const session = await tapped()
    const outcomes = await objects(
      session,
      `UPDATE ${T} AS i SET object_type_name = 'a', tags = tags || '[{"Key":"n","Value":"2"}]'
       WHERE domain_name = 'd' AND i.uri <> 'u3' AND object_type_name IN (SELECT 'a' UNION SELECT 'b')`,
    )
    expect(outcomes.map(({ identifier, status }) => [identifier, status])).toEqual([
      ['d|u1', 'SUCCESS'],
      ['d|u2', 'SUCCESS'],
    ])
    const added = { Key: 'n', Value: '2' }
    // What was read is tested before it is changed.
    expect(patches()).toContainEqual([
      { op: 'test', path: '/Tags', value: [{ Key: 'k', Value: '1' }] },
      { op: 'test', path: '/ObjectTypeName', value: 'a' },
      { op: 'add', path: '/Tags', value: [{ Key: 'k', Value: '1' }, added] },
    ])
    expect(await rows(session, `SELECT uri, tags FROM ${T} ORDER BY uri`)).toEqual([
      ['u1', [{ Key: 'k', Value: '1' }, added]],
      ['u2', [added]],
      ['u3', null],
    ])
    const again = await objects(
      session,
      `UPDATE ${T} SET object_type_name = 'a' WHERE domain_name = 'd'`,
    )
    expect(again.map(({ status }) => status)).toEqual(['UNCHANGED', 'UNCHANGED', 'UNCHANGED'])
    expect(again[0]?.['message']).toMatch(/nothing was sent/)
  })

  test('takes away what the new value leaves out', async () => {
    bed = await TestBed.start({
      estate: [
        domain('d'),
        integration('d', 'u', {
          Tags: [
            { Key: 'a', Value: '1' },
            { Key: 'b', Value: '2' },
          ],
        }),
      ],
    })
    const session = await tapped()
    await rows(session, `UPDATE ${T} SET tags = json_remove(tags, '$[0]') WHERE Identifier = 'd|u'`)
    const before = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '2' },
    ]
    expect(patches()).toEqual([
      [
        { op: 'test', path: '/Tags', value: before },
        { op: 'add', path: '/Tags', value: before.slice(1) },
      ],
    ])
  })

  test('that only a new resource can follow is refused, and done where it is allowed', async () => {
    bed = await TestBed.start({ estate: three })
    const session = await tapped()
    const failure = await failureOf(
      rows(session, `UPDATE ${T} SET uri = 'u9' WHERE Identifier = 'd|u1'`),
    )
    expect(failure).toMatchObject({ code: 'CREATE_ONLY_PROPERTY' })
    expect(failure.message).toContain('/Uri')
    expect(failure.details.hint).toContain('/*+ replace */')
    expect(tap?.of('DeleteResource')).toEqual([])
    const [outcome] = await objects(
      session,
      `UPDATE /*+ replace */ ${T} SET uri = 'u9' WHERE Identifier = 'd|u1'`,
    )
    expect(outcome).toMatchObject({ operation: 'REPLACE', status: 'SUCCESS', identifier: 'd|u9' })
    expect(
      await rows(session, `SELECT uri, object_type_name FROM ${T} WHERE uri IN ('u1', 'u9')`),
    ).toEqual([['u9', 'a']])
    const order = (tap?.calls ?? [])
      .map(({ operation }) => operation)
      .filter((name) => /^(Create|Delete)Resource$/.test(name))
    expect(order).toEqual(['CreateResource', 'DeleteResource'])
  })

  test('of a table that could not be read in full changes nothing', async () => {
    bed = await TestBed.start({
      estate: [domain('d', 'us-east-1'), domain('e', 'eu-west-1')],
      faults: ['access-denied:op=ListResources:region=eu-west-1'],
    })
    const { session } = bed
    const sql = `UPDATE ${D} SET default_expiration_days = 5 WHERE region IN ('us-east-1', 'eu-west-1')`
    expect(await failureOf(rows(session, sql))).toMatchObject({ code: 'SCAN_FAILED' })
    expect(session.statistics.calls['UpdateResource']).toBeUndefined()
  })
})

test('DELETE of what a condition finds', async () => {
  bed = await TestBed.start({ estate: three })
  const outcomes = await objects(
    bed.session,
    `DELETE FROM ${T} WHERE object_type_name = 'a' RETURNING uri`,
  )
  expect(outcomes).toEqual([{ uri: 'u1' }, { uri: 'u3' }])
  expect(await rows(bed.session, `SELECT uri FROM ${T}`)).toEqual([['u2']])
})

describe('ON CONFLICT', () => {
  const insert = `INSERT INTO ${T} (DomainName, Uri, ObjectTypeName) VALUES ('d', 'u1', 'x'), ('d', 'new', 'y')`

  test('DO NOTHING makes what is not there', async () => {
    bed = await TestBed.start({ estate: three })
    const outcomes = await objects(bed.session, `${insert} ON CONFLICT DO NOTHING`)
    expect(outcomes.map(({ operation, status }) => [operation, status])).toEqual([
      ['CREATE', 'UNCHANGED'],
      ['CREATE', 'SUCCESS'],
    ])
    expect(
      await rows(bed.session, `SELECT object_type_name FROM ${T} WHERE Identifier = 'd|u1'`),
    ).toEqual([['a']])
  })

  test('DO UPDATE speaks of both rows', async () => {
    bed = await TestBed.start({ estate: three })
    const returned = await objects(
      bed.session,
      `INSERT INTO ${T} AS i (DomainName, Uri, ObjectTypeName, Tags)
       VALUES ('d', 'u1', 'x', '[{"Key":"n","Value":"2"}]'), ('d', 'new', 'y', NULL)
       ON CONFLICT DO UPDATE SET object_type_name = i.object_type_name || '_' || excluded.object_type_name,
         tags = i.tags || excluded.tags
       RETURNING uri, object_type_name, json_array_length(tags) AS tags`,
    )
    expect(returned).toEqual([
      { uri: 'u1', object_type_name: 'a_x', tags: 2 },
      { uri: 'new', object_type_name: 'y', tags: null },
    ])
  })

  test('WHERE leaves alone what it is not true of', async () => {
    bed = await TestBed.start({ estate: three })
    const [first] = await objects(
      bed.session,
      `${insert} ON CONFLICT DO UPDATE SET object_type_name = excluded.ObjectTypeName WHERE integrations.object_type_name = 'zzz'`,
    )
    expect(first).toMatchObject({ operation: 'UPDATE', status: 'UNCHANGED' })
  })

  test('(columns) find a resource whose identifier the service made', async () => {
    bed = await TestBed.start()
    const vpc = (cidr: string, tag: string): string =>
      `INSERT INTO awscc.ec2.vpcs (CidrBlock, Tags) VALUES ('${cidr}', '[{"Key":"Name","Value":"${tag}"}]')
       ON CONFLICT (CidrBlock) DO UPDATE SET tags = excluded.tags`
    await rows(bed.session, vpc('10.0.0.0/16', 'one'))
    const [second] = await objects(bed.session, vpc('10.0.0.0/16', 'two'))
    expect(second).toMatchObject({ operation: 'UPDATE', status: 'SUCCESS' })
    await rows(bed.session, vpc('10.1.0.0/16', 'three'))
    expect(
      await rows(bed.session, `SELECT cidr_block, tags ->> 0 FROM awscc.ec2.vpcs ORDER BY 1`),
    ).toEqual([
      ['10.0.0.0/16', '{"Key":"Name","Value":"two"}'],
      ['10.1.0.0/16', '{"Key":"Name","Value":"three"}'],
    ])
  })

  test('two rows about one resource are refused', async () => {
    bed = await TestBed.start({ estate: three })
    const sql = `INSERT INTO ${T} (DomainName, Uri) VALUES ('d', 'z'), ('d', 'z') ON CONFLICT DO NOTHING`
    const calls = await callsOf(bed.session, async () => {
      expect(await failureOf(rows(bed.session, sql))).toMatchObject({ code: 'USAGE' })
    })
    expect(calls).toEqual({})
  })
})

describe('REPLACE INTO', () => {
  test('makes, updates, or leaves alone', async () => {
    bed = await TestBed.start({ estate: three })
    const outcomes = await objects(
      bed.session,
      `REPLACE INTO ${T} (DomainName, Uri, ObjectTypeName) VALUES ('d', 'u1', 'x'), ('d', 'u2', 'b'), ('d', 'u7', 'n')`,
    )
    expect(outcomes.map(({ operation, status }) => [operation, status])).toEqual([
      ['UPDATE', 'SUCCESS'],
      ['REPLACE', 'UNCHANGED'],
      ['CREATE', 'SUCCESS'],
    ])
  })

  test('deletes first what has the same name', async () => {
    bed = await TestBed.start({
      estate: [
        {
          type: 'AWS::Logs::LogGroup',
          region: 'us-east-1',
          properties: { LogGroupName: 'g', LogGroupClass: 'STANDARD' },
        },
      ],
    })
    const session = await tapped()
    const [outcome] = await objects(
      session,
      `REPLACE INTO awscc.logs.log_groups (LogGroupName, LogGroupClass) VALUES ('g', 'INFREQUENT_ACCESS')`,
    )
    if (outcome?.['operation'] === 'REPLACE') {
      const order = (tap?.calls ?? [])
        .map(({ operation }) => operation)
        .filter((name) => /^(Create|Delete)Resource$/.test(name))
      expect(order).toEqual(['DeleteResource', 'CreateResource'])
    }
    expect(
      await rows(
        session,
        `SELECT log_group_class FROM awscc.logs.log_groups WHERE Identifier = 'g'`,
      ),
    ).toEqual([['INFREQUENT_ACCESS']])
  })

  test('must know what it replaces', async () => {
    bed = await TestBed.start()
    const sql = `REPLACE INTO awscc.ec2.vpcs (CidrBlock) VALUES ('10.0.0.0/16')`
    expect(await failureOf(rows(bed.session, sql))).toMatchObject({
      code: 'IDENTIFIER_REQUIRED',
      details: { hint: expect.stringContaining('ON CONFLICT') as string },
    })
  })
})

test('the hint nowait answers with the token', async () => {
  bed = await TestBed.start({ handlerMs: 60_000 })
  const [outcome] = await objects(
    bed.session,
    `INSERT /*+ nowait */ INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('a', 1)`,
  )
  expect(outcome).toMatchObject({ status: 'IN_PROGRESS' })
})
