import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readConfigFile } from '../../src/session/config-file.js'
import { itemService, ITEMS_DOCUMENT } from '../support/item-service.js'
import { catalogRoots, domain, failureOf, objects, rows, TestBed } from './support.js'

const D = 'awscc.customerprofiles.domains'
let bed: TestBed
afterEach(async () => {
  delete process.env['XDG_CONFIG_HOME']
  await bed.close()
})

async function withConfig(text: string): Promise<TestBed['session']> {
  const folder = mkdtempSync(join(tmpdir(), 'limits-'))
  mkdirSync(join(folder, 'skyql'))
  writeFileSync(join(folder, 'skyql', 'config.yaml'), text)
  process.env['XDG_CONFIG_HOME'] = folder
  bed = await TestBed.start({
    estate: Array.from({ length: 30 }, (_, index) => domain(`d${String(index)}`)),
  })
  return bed.open()
}

test('calls are held to the limits of the configuration, each in its own scope', async () => {
  const session = await withConfig(`limits:
  - calls_per_second: 100
    operations: [Get%]
    per: [connection, region, operation]
  - calls_per_second: 1000
    regions: ['eu-%']
    per: []
`)
  const started = performance.now()
  await rows(session, `SELECT count(default_expiration_days) FROM ${D}`)
  // 30 calls at 100 a second: at least the time between the first and the last, less what timers may be late.
  expect(performance.now() - started).toBeGreaterThan(200)
  expect(await objects(session, 'SHOW LIMITS')).toEqual([
    { scope: 'all', calls_per_second: null, in_flight: 50, source: 'set' },
    {
      scope: 'default us-east-1 GetResource',
      calls_per_second: 100,
      in_flight: null,
      source: 'set',
    },
  ])
  await rows(session, `SELECT count(*) FROM ${D} WHERE region = 'eu-west-1'`)
  expect(await objects(session, `SHOW LIMITS LIKE 'all'`)).toEqual([
    { scope: 'all', calls_per_second: null, in_flight: 50, source: 'set' },
    { scope: 'all', calls_per_second: 1000, in_flight: null, source: 'set' },
  ])
})

test('a provider declares limits, and those of the configuration take their place', async () => {
  const root = mkdtempSync(join(tmpdir(), 'limits-'))
  mkdirSync(join(root, 'awscc', 'reviewed'), { recursive: true })
  const declared = {
    limits: [
      { calls_per_second: 700, operations: ['List%'], per: ['region'] },
      { calls_per_second: 900, operations: ['Get%'], per: ['region'] },
    ],
  }
  writeFileSync(join(root, 'awscc', 'reviewed', 'limits.json'), JSON.stringify(declared))
  await withConfig("limits:\n  - {calls_per_second: 800, operations: ['Get%'], per: [region]}\n")
  const session = bed.open({ catalogRoots: [...catalogRoots, root] })
  await rows(session, `SELECT count(default_expiration_days) FROM ${D}`)
  expect(await objects(session, `SHOW LIMITS LIKE 'us-east-1'`)).toEqual([
    { scope: 'us-east-1', calls_per_second: 700, in_flight: null, source: 'set' },
    { scope: 'us-east-1', calls_per_second: 800, in_flight: null, source: 'set' },
  ])
})

test('calls of documents are held to them, too, in one scope with those of Cloud Control', async () => {
  const session = await withConfig(`limits:
  - {calls_per_second: 40, services: [customer_profiles], per: [connection, region]}
  - {calls_per_second: 900, per: [connection]}
  - {calls_per_second: 800, types: [aws.customer_profiles.%], operations: [List%], per: [operation]}
  - {calls_per_second: 1, services: [elsewhere]}
`)
  const names = Array.from({ length: 10 }, (_, index) => `'d${String(index)}'`).join(', ')
  const started = performance.now()
  await rows(
    session,
    `SELECT default_expiration_days FROM aws.customer_profiles.domains WHERE domain_name IN (${names})`,
  )
  // 10 calls at 40 a second, less what timers may be late.
  expect(performance.now() - started).toBeGreaterThan(180)
  await rows(session, `SELECT count(*) FROM aws.customer_profiles.domains`)
  await rows(session, `SELECT count(*) FROM ${D}`)
  const [, ...limits] = await objects(session, 'SHOW LIMITS')
  expect(
    limits.map(({ scope, calls_per_second: rate }) => `${String(scope)}: ${String(rate)}`),
  ).toEqual(['default us-east-1: 40', 'default: 900', 'ListDomains: 800'])
})

test('a document declares limits, and those of the configuration take their place', async () => {
  const shop = await itemService()
  process.env['SKYQL_TEST_SHOP_URL'] = shop.url
  const folder = mkdtempSync(join(tmpdir(), 'limits-'))
  const declared = `limits:\n  - {callsPerSecond: 700, operations: ['GET %']}\n  - {callsPerSecond: 600}\n`
  writeFileSync(join(folder, 'shop.yaml'), `${ITEMS_DOCUMENT}${declared}`)
  await withConfig(
    "limits:\n  - {calls_per_second: 500, services: [store], operations: ['GET %'], per: [region, connection]}\n",
  )
  const session = bed.open({ providerFolders: [folder] })
  await rows(session, 'SELECT * FROM shop.store.owners')
  const [, ...limits] = await objects(session, 'SHOW LIMITS')
  expect(
    limits.map(({ scope, calls_per_second: rate }) => `${String(scope)}: ${String(rate)}`),
  ).toEqual(['global default: 500', 'shop.store default global: 600'])
  await shop.stop()
})

test('settings of the shell are for the shell', async () => {
  const session = await withConfig('shell: {keymap: vi}\n')
  expect(await rows(session, `SELECT count(*) FROM ${D}`)).toEqual([[30]])
})

test('what is wrong with the configuration is told at once, with its place', async () => {
  const session = await withConfig('limits:\n  - calls_per_second: none\n')
  const failure = await failureOf(rows(session, `SELECT count(*) FROM ${D}`))
  expect(failure).toMatchObject({ code: 'CONFIGURATION', details: { position: { line: 2 } } })
  const text = 'limit: 1\nlimits:\n  - per: [acount]\n    region: x\n'
  const several = await failureOf(readConfigFile('config.yaml', text))
  expect(several.message.split('\n').slice(1)).toEqual([
    '  config.yaml:1:1: "limit" is not known; did you mean "limits"?',
    '  config.yaml:3:5: a limit needs "calls_per_second", a number above 0',
    '  config.yaml:3:11: "acount" is not one of connection, region, service, operation, type',
    '  config.yaml:4:5: "region" is not known; did you mean "regions"?',
  ])
})
