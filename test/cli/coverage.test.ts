import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { coverageLines } from '../../src/cli/exec/report-coverage.js'
import { AppError } from '../../src/errors/index.js'
import { parseFault, startEmulator } from '../../src/emulator/index.js'
import { loadCatalog } from '../../src/catalog/index.js'
import { catalogRoots, domain } from '../session/support.js'
import { skyql, type Finished } from '../support/skyql.js'

const D = 'awscc.customerprofiles.domains'
const folder = mkdtempSync(join(tmpdir(), 'coverage-'))
const connections = join(folder, 'connections.yaml')
writeFileSync(
  connections,
  `connections:
  - name: main
  - name: other
    role_arn: arn:aws:iam::222222222222:role/inventory
`,
)
const catalog = loadCatalog({ roots: catalogRoots })
const estate = [
  domain('one'),
  domain('two', 'eu-west-1'),
  { ...domain('three'), account: '222222222222' },
]

async function run(
  faults: readonly string[],
  where: string,
  { regions, flags = [] }: { regions?: readonly string[]; flags?: readonly string[] } = {},
): Promise<Finished> {
  const emulator = await startEmulator({
    catalog,
    estate,
    faults: faults.map(parseFault),
    ...(regions === undefined ? {} : { regions }),
  })
  try {
    const sql = `SELECT count(*) AS n FROM ${D} WHERE ${where}`
    return await skyql([
      ...['exec', '--endpoint-url', emulator.url, '--region', 'us-east-1', '-o', 'csv'],
      ...flags,
      sql,
    ])
  } finally {
    await emulator.close()
  }
}

const BOTH = `region IN ('us-east-1', 'eu-west-1')`
const EVERYWHERE = `region IN ('us-east-1')`

describe('what fails one unit and no statement, and what fails them all', () => {
  test.each([
    ['access denied', 'access-denied:region=eu-west-1', 'access-denied', /not authorized/],
    [
      'a type that the region lacks',
      'type-not-found:region=eu-west-1',
      'type-not-found',
      /cannot be found/,
    ],
    [
      'an action that the region lacks',
      'unsupported-action:region=eu-west-1',
      'unsupported-action',
      /does not support LIST/,
    ],
    ['credentials that expired', 'expired-token:region=eu-west-1', 'expired-token', /expired/],
  ])('%s', async (_name, one, all, message) => {
    const some = await run([one], BOTH)
    expect(some.stdout).toBe('n\n1\n')
    expect(some.code).toBe(3)
    expect(some.stderr).toMatch(
      /^warning: incomplete, 1 of 2 did not answer:\n {2}domains eu-west-1: /,
    )
    expect(some.stderr).toMatch(message)
    const none = await run([all], BOTH)
    expect(none).toMatchObject({ code: 1, stdout: '' })
    expect(none.stderr).toMatch(message)
  })

  test('a region that is not enabled', async () => {
    const { code, stdout, stderr } = await run([], BOTH, { regions: ['us-east-1'] })
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'n\n1\n' })
    expect(stderr).toMatch(/domains eu-west-1: .*security token/)
    // Among all regions only those that are enabled are chosen.
    const all = await run([], `region LIKE '%'`, { regions: ['us-east-1'] })
    expect(all).toMatchObject({ code: 0, stdout: 'n\n1\n', stderr: '' })
  })

  test('a role that may not be taken', async () => {
    const flags = ['--connections', connections]
    const denied = ['access-denied:op=AssumeRole']
    const some = await run(denied, EVERYWHERE, { flags })
    expect(some).toMatchObject({ code: 3, stdout: 'n\n1\n' })
    expect(some.stderr).toMatch(
      /incomplete, 1 of 2 did not answer:\n {2}domains other us-east-1: AssumeRole for connection other: .*not authorized/,
    )
    const all = await run(denied, EVERYWHERE, { flags: [...flags, '--connection', 'other'] })
    expect(all).toMatchObject({ code: 1, stdout: '' })
    const strict = await run(denied, EVERYWHERE, { flags: [...flags, '--strict'] })
    expect(strict).toMatchObject({ code: 1, stdout: '' })
    const unknown = await run([], EVERYWHERE, { flags: [...flags, '--connection', 'othr'] })
    expect(unknown.code).toBe(2)
    expect(unknown.stderr).toContain('did you mean other?')
  })
})

test('many failures are told by what they have in common', () => {
  const unit = (index: number, message: string) => ({
    table: 'vpcs',
    typeName: 'AWS::EC2::VPC',
    connection: `account-${String(index)}`,
    region: 'us-east-1',
    status: 'failed' as const,
    rows: 0,
    calls: 1,
    pages: 0,
    retries: 0,
    throttles: 0,
    ms: 1,
    error: new AppError('ACCESS_DENIED', message),
  })
  const coverage = [
    ...Array.from({ length: 20_000 }, (_, index) =>
      unit(index, `account-${String(index)} is not authorized in us-east-1`),
    ),
    unit(1, 'something else'),
  ]
  expect(coverageLines(coverage)).toEqual([
    'warning: incomplete, 20001 of 20001 did not answer:',
    '  vpcs in 20000 places (account-0 us-east-1, account-1 us-east-1, account-2 us-east-1, …): account-0 is not authorized in us-east-1',
    '  vpcs account-1 us-east-1: something else',
    '  SHOW COVERAGE in the same run, or --stats, tells of each',
  ])
})
