import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { EstateEntry } from '../../src/emulator/index.js'
import { callsOf, domain, failureOf, objects, rows, TestBed } from './support.js'

const D = 'awscc.customerprofiles.domains'
const folder = mkdtempSync(join(tmpdir(), 'connections-'))
let files = 0

function file(text: string): string {
  const path = join(folder, `connections-${String(files++)}.yaml`)
  writeFileSync(path, text)
  return path
}

const THREE = `
connections:
  - name: main
    regions: [us-east-1, eu-west-1]
  - name: prod-eu
    role_arn: arn:aws:iam::222222222222:role/inventory
    external_id: shop
    regions: [eu-west-1]
  - name: prod-us
    role_arn: arn:aws:iam::333333333333:role/inventory
    session_name: report
    duration_seconds: 900
`

const estate: readonly EstateEntry[] = [
  domain('one'),
  domain('two', 'eu-west-1'),
  { ...domain('three', 'eu-west-1'), account: '222222222222' },
  { ...domain('four'), account: '333333333333' },
]

const ORGANIZATION = [
  { id: '222222222222', name: 'Prod EU' },
  { id: '333333333333', name: 'prod-us' },
  { id: '444444444444', name: 'old', status: 'SUSPENDED' as const },
]

let bed: TestBed
afterEach(() => bed.close())

async function start(text = THREE, faults: readonly string[] = []): Promise<TestBed['session']> {
  bed = await TestBed.start({ estate, faults, organization: ORGANIZATION })
  return open(text)
}

function open(text: string, more: object = {}): TestBed['session'] {
  const session = bed.open({ connectionsFile: file(text), ...more })
  return session
}

describe('every connection of the file is asked', () => {
  test('in its own regions, with its own account on each row', async () => {
    bed = await TestBed.start({ estate })
    process.env['AWS_REGION'] = 'us-east-1'
    const session = bed.openWithoutRegions({ connectionsFile: file(THREE) })
    const found = `SELECT account_id, connection, region, domain_name FROM ${D} ORDER BY 4`
    expect(await rows(session, found)).toEqual([
      ['333333333333', 'prod-us', 'us-east-1', 'four'],
      ['123456789012', 'main', 'us-east-1', 'one'],
      ['222222222222', 'prod-eu', 'eu-west-1', 'three'],
      ['123456789012', 'main', 'eu-west-1', 'two'],
    ])
    expect(
      await rows(session, 'SELECT connection, account_id, region, status FROM skyql.coverage'),
    ).toEqual([
      ['main', '123456789012', 'eu-west-1', 'done'],
      ['main', '123456789012', 'us-east-1', 'done'],
      ['prod-eu', '222222222222', 'eu-west-1', 'done'],
      ['prod-us', '333333333333', 'us-east-1', 'done'],
    ])
  })

  test.each([
    [`connection = 'prod-us'`, { AssumeRole: 1, ListResources: 1 }, ['four']],
    [`connection LIKE 'prod-%'`, { AssumeRole: 2, ListResources: 2 }, ['four']],
    [
      `account_id IN ('333333333333')`,
      { GetCallerIdentity: 1, AssumeRole: 1, ListResources: 1 },
      ['four'],
    ],
    [
      `account_id = '222222222222' AND region = 'eu-west-1' AND connection <> 'main'`,
      { AssumeRole: 1, ListResources: 1 },
      ['three'],
    ],
    [
      `upper(connection) = 'MAIN' AND region IN ('us-east-1', 'eu-west-1')`,
      { ListResources: 2 },
      ['one', 'two'],
    ],
    [`connection = 'prod-us' AND connection = 'main'`, {}, []],
    [`connection = 'none'`, {}, []],
    [
      `(connection, region) IN (('main', 'us-east-1'), ('prod-eu', 'eu-west-1')) AND region < 'v'`,
      { AssumeRole: 2, ListRegions: 3, ListResources: 2 },
      ['one', 'three'],
    ],
  ])('%s prunes before a role is taken', async (where, calls, names) => {
    const session = await start()
    let found: unknown
    const made = await callsOf(session, async () => {
      found = await rows(session, `SELECT domain_name FROM ${D} WHERE ${where} ORDER BY 1`)
    })
    expect(found).toEqual(names.map((name) => [name]))
    expect(made).toEqual(calls)
    const said = bed.messages.some(({ code }) => code === '1105')
    expect(said).toBe(where === `connection = 'none'`)
  })

  test('an account that is the only one is not asked for', async () => {
    const session = await start()
    const made = await callsOf(session, () => rows(session, `SELECT count(*) FROM ${D}`))
    expect(made).toEqual({ AssumeRole: 2, ListResources: 3 })
    // Roles that were taken stay taken.
    const again = await callsOf(session, () => rows(session, `SELECT count(*) FROM ${D}`))
    expect(again).toEqual({ ListResources: 3 })
  })
})

describe('the session chooses connections', () => {
  test('SET connections, --connection and the default of the file', async () => {
    const session = await start()
    await rows(session, `SET connections = 'prod-%'`)
    expect(await rows(session, `SELECT domain_name FROM ${D}`)).toEqual([['four']])
    expect(await rows(session, `SELECT domain_name FROM ${D} WHERE connection = 'main'`)).toEqual([
      ['one'],
    ])
    await rows(session, `SET connections = all`)
    expect(await rows(session, `SELECT count(*) FROM ${D}`)).toEqual([[2]])
    const chosen = open(THREE, { connections: ['main'] })
    expect(await rows(chosen, `SELECT domain_name FROM ${D}`)).toEqual([['one']])
    const preset = open(`default: prod-us${THREE}`)
    expect(await rows(preset, `SELECT domain_name FROM ${D}`)).toEqual([['four']])
    expect(await objects(preset, `SHOW CONNECTIONS LIKE 'prod%'`)).toEqual([
      { connection: 'prod-eu', account_id: '222222222222', regions: 'us-east-1', chosen: false },
      { connection: 'prod-us', account_id: '333333333333', regions: 'us-east-1', chosen: true },
    ])
  })

  test('a name that no connection has', async () => {
    const session = await start()
    const failure = await failureOf(rows(session, `SET connections = 'prod-uss'`))
    expect(failure).toMatchObject({
      code: 'UNKNOWN_CONNECTION',
      details: { hint: 'did you mean prod-us or prod-eu?' },
    })
  })
})

describe('a write goes to one connection', () => {
  test('which the statement or the session names', async () => {
    const session = await start()
    const insert = `INSERT INTO ${D} (domain_name, default_expiration_days, connection) VALUES ('new', 1, 'prod-us')`
    await rows(session, insert)
    const where = `domain_name = 'new'`
    const found = `SELECT account_id, region FROM ${D} WHERE ${where}`
    expect(await rows(session, found)).toEqual([['333333333333', 'us-east-1']])
    const byAccount = `INSERT INTO ${D} (domain_name, default_expiration_days, account_id) SELECT 'newer', 1, '222222222222'`
    await rows(session, byAccount)
    const both = `SELECT connection, domain_name FROM ${D} WHERE domain_name LIKE 'new%' ORDER BY 1`
    expect(await rows(session, both)).toEqual([
      ['prod-eu', 'newer'],
      ['prod-us', 'new'],
    ])
    const failure = await failureOf(rows(session, `DELETE FROM ${D} WHERE Identifier = 'new'`))
    expect(failure.code).toBe('AMBIGUOUS_CONNECTION')
    expect(failure.message).toContain('main, prod-eu, prod-us')
    expect(await rows(session, found)).toHaveLength(1)
    await rows(session, `DELETE FROM ${D} WHERE Identifier = 'new' AND connection = 'prod-us'`)
    expect(await rows(session, found)).toEqual([])
    const nowhere = insert.replace('prod-us', 'prod-u')
    expect(await failureOf(rows(session, nowhere))).toMatchObject({ code: 'UNKNOWN_CONNECTION' })
    const unnamed = insert.replace(', connection', '').replace(`, 'prod-us'`, '')
    expect(await failureOf(rows(session, unnamed))).toMatchObject({ code: 'AMBIGUOUS_CONNECTION' })
  })
})

describe('accounts of an organization', () => {
  const ALL = `
connections:
  - name: org
    accounts: organization
    role_name: inventory
`

  test('each by its role, the one that was asked by its own credentials', async () => {
    const session = await start(ALL)
    const found = `SELECT account_id, connection, domain_name FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1') ORDER BY 3`
    let made: unknown
    const calls = await callsOf(session, async () => {
      made = await rows(session, found)
    })
    expect(made).toEqual([
      ['333333333333', 'org-prod-us', 'four'],
      ['123456789012', 'org-local', 'one'],
      ['222222222222', 'org-prod-eu', 'three'],
      ['123456789012', 'org-local', 'two'],
    ])
    expect(calls).toMatchObject({ ListAccounts: 1, GetCallerIdentity: 1, AssumeRole: 2 })
  })

  test('some of them, by name or id', async () => {
    const session = await start(
      `${ALL}    include: ['prod%', '1234%']\n    exclude: [333333333333]\n`,
    )
    expect(await rows(session, 'SELECT connection FROM skyql.connections')).toEqual([
      ['org-local'],
      ['org-prod-eu'],
    ])
  })

  test('an organization that does not answer fails by itself', async () => {
    const session = await start(`${ALL}  - name: other\n    profile: default\n`, [
      'access-denied:op=ListAccounts',
    ])
    process.env['AWS_SHARED_CREDENTIALS_FILE'] = file(
      '[default]\naws_access_key_id = 222222222222\naws_secret_access_key = x\n',
    )
    const sql = `SELECT domain_name FROM ${D} WHERE region = 'eu-west-1'`
    expect(await rows(session, sql)).toEqual([['three']])
    const failed = `SELECT connection, error FROM skyql.coverage WHERE status = 'failed'`
    expect(await rows(session, failed)).toEqual([
      ['org', expect.stringMatching(/^ListAccounts for connection org/) as string],
    ])
  })
})

describe('what fails one connection and no statement', () => {
  test('a role that may not be taken', async () => {
    const session = await start(THREE, ['access-denied:op=AssumeRole:account=222222222222'])
    const sql = `SELECT domain_name FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1') ORDER BY 1`
    expect(await rows(session, sql)).toEqual([['four'], ['one'], ['two']])
    const failed = `SELECT connection, region, status FROM skyql.coverage WHERE status = 'failed'`
    expect(await rows(session, failed)).toEqual([
      ['prod-eu', 'eu-west-1', 'failed'],
      ['prod-eu', 'us-east-1', 'failed'],
    ])
    // Regions of one account do not ask again for what was refused.
    expect(session.statistics.calls['AssumeRole']).toBe(2)
  })

  test('credentials that expired in mid-scan are asked for anew, once', async () => {
    const session = await start(THREE, ['expired-token:1:account=222222222222'])
    const sql = `SELECT count(*) FROM ${D} WHERE region IN ('us-east-1', 'eu-west-1')`
    expect(await rows(session, sql)).toEqual([[3]])
    const failed = `SELECT connection, calls FROM skyql.coverage WHERE status = 'failed'`
    expect(await rows(session, failed)).toEqual([
      ['prod-eu', 2],
      ['prod-eu', 2],
    ])
  })
})

test('regions that cannot be asked for are all known ones, and that is said once', async () => {
  const session = await start(THREE, ['access-denied:op=ListRegions'])
  const sql = `SELECT DISTINCT region FROM ${D} WHERE region LIKE 'eu-%' AND connection IN ('main', 'prod-eu')`
  expect(await rows(session, sql)).toEqual([['eu-west-1']])
  const asked = await rows(session, 'SELECT DISTINCT region FROM skyql.coverage ORDER BY 1')
  expect(asked.flat()).toEqual(expect.arrayContaining(['eu-central-1', 'eu-west-1', 'eu-west-2']))
  await rows(session, sql)
  const told = bed.messages.filter(({ code }) => code === '1104')
  expect(told).toHaveLength(1)
  expect(told[0]).toMatchObject({
    level: 'warning',
    text: expect.stringMatching(
      /all known ones are taken: .*not authorized to perform: account:ListRegions/,
    ) as string,
  })
})

test('the embedded cloud has the accounts of a file that is named', async () => {
  bed = await TestBed.start()
  const session = open(THREE, { endpointUrl: undefined, localDir: join(folder, 'local') })
  const insert = `INSERT INTO ${D} (domain_name, default_expiration_days, connection) VALUES ('here', 1, 'prod-us')`
  await rows(session, insert)
  const where = `region IN ('us-east-1', 'eu-west-1')`
  expect(
    await rows(session, `SELECT account_id, connection, domain_name FROM ${D} WHERE ${where}`),
  ).toEqual([['333333333333', 'prod-us', 'here']])
})

describe('a bad file', () => {
  test('all of its problems, each with its place', async () => {
    const session = await start(`
conections: []
connections:
  - name: a b
    role_arn: arn:aws:iam::12:role/x
    regions: [us-east-1, Frankfurt]
  - profile: dev
    external_ids: x
  - name: ok
    external_id: xyz
  - name: ok
    accounts: organisation
    duration_seconds: 60
`)
    const failure = await failureOf(rows(session, `SELECT count(*) FROM ${D}`))
    expect(failure.code).toBe('CONFIGURATION')
    const lines = failure.message.split('\n').map((line) => line.replace(/.*yaml:/, ''))
    expect(lines.slice(1)).toEqual([
      '2:1: "conections" is not known; did you mean "connections"?',
      '4:11: "a b" is not a name of letters, digits, - _ . @ (64 at most)',
      '5:15: "arn:aws:iam::12:role/x" is not the ARN of a role, as arn:aws:iam::111111111111:role/inventory',
      '6:26: "Frankfurt" is not the name of a region, as us-east-1',
      '7:5: a connection needs a "name"',
      '8:5: "external_ids" is not known; did you mean "external_id"?',
      '10:5: "external_id" belongs to a role, and there is no "role_arn"',
      '11:11: the name "ok" is given twice',
      '12:15: "accounts" takes "organization"',
      '13:5: "duration_seconds" belongs to a role, and there is no "role_arn"',
      '13:23: this should be a whole number from 900 to 43200',
    ])
  })

  test.each([
    ['not YAML', 'connections: [', /cannot be read/],
    ['nothing', '', /should be a list/],
    ['a list', '- a', /should be keys with values/],
    ['none', 'connections: []', /lists none/],
  ])('%s', async (_name, text, message) => {
    const session = await start(text)
    const failure = await failureOf(rows(session, `SELECT count(*) FROM ${D}`))
    expect(failure.code).toBe('CONFIGURATION')
    expect(failure.message).toMatch(message)
    expect(failure.details.file).toMatch(/connections-\d+\.yaml/)
  })
})
