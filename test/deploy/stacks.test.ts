import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'
import { objectServer } from '../support/object-server.js'

const EXAMPLES = new URL('../../manifests', import.meta.url).pathname
const env = {
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
}

let cloud: RunningEmulator
let root: string
beforeAll(async () => {
  cloud = await emulator()
  root = mkdtempSync(join(tmpdir(), 'skyql-stacks-'))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(root, { recursive: true, force: true })
})

function stack(verb: string, dir: string, ...flags: readonly string[]): Promise<Finished> {
  return skyql(['stack', verb, dir, 'dev', '--endpoint-url', cloud.url, ...flags], {
    cwd: root,
    env,
  })
}

function written(name: string, manifest: string): string {
  const dir = join(root, name)
  cpSync(join(EXAMPLES, 'network'), dir, { recursive: true })
  writeFileSync(join(dir, 'stackql_manifest.yml'), manifest)
  return dir
}

describe.each(['customer-profiles', 'network', 'bucket', 'serverless'])(
  'the example %s',
  (name) => {
    test('is built, built again without a change, tested and torn down', async () => {
      const dir = join(root, 'examples', name)
      cpSync(join(EXAMPLES, name), dir, { recursive: true })
      const built = await stack('build', dir, '--yes')
      expect(built.code, built.stderr).toBe(0)
      const again = await stack('build', dir, '--yes', '-o', 'json')
      expect(again.code, again.stderr).toBe(0)
      const { resources } = JSON.parse(again.stdout) as { resources: { status: string }[] }
      expect(new Set(resources.map(({ status }) => status))).toEqual(new Set(['unchanged']))
      const tested = await stack('test', dir)
      expect(tested.code, tested.stdout).toBe(0)
      const gone = await stack('teardown', dir, '--yes')
      expect(gone.code, gone.stderr).toBe(0)
      expect((await stack('test', dir)).code).toBe(1)
    })
  },
)

test('the example many: 500 resources, built, unchanged, torn down', async () => {
  const dir = join(root, 'examples', 'many')
  cpSync(join(EXAMPLES, 'many'), dir, { recursive: true })
  const wide = ['--parallelism', '50', '--yes', '-o', 'json']
  const statuses = async (verb: string): Promise<Record<string, number>> => {
    const { code, stdout, stderr } = await stack(verb, dir, ...wide)
    expect(code, stderr).toBe(0)
    const counts: Record<string, number> = {}
    const { resources } = JSON.parse(stdout) as { resources: { status: string }[] }
    for (const { status } of resources) counts[status] = (counts[status] ?? 0) + 1
    return counts
  }
  expect(await statuses('build')).toEqual({ done: 500 })
  expect(await statuses('build')).toEqual({ unchanged: 500 })
  expect(await statuses('teardown')).toEqual({ done: 500 })
})

describe('what bad input gets: one message, and nothing changed', () => {
  const vpc = (more = ''): string =>
    `name: bad\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n  - name: vpc\n    table: awscc.ec2.vpcs\n    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]\n${more}`
  test.each([
    ['a type that the catalogue does not have', vpc().replace('ec2.vpcs', 'ec2.vpcz'), 'vpcs'],
    ['a prop that the type does not have', vpc().replace('CidrBlock', 'CidrBlok'), 'CidrBlok'],
    [
      'a value of the wrong type',
      vpc('').replace(
        '10.0.0.0/16 }',
        '10.0.0.0/16 }, { name: EnableDnsSupport, value: { a: 1 } }',
      ),
      'EnableDnsSupport',
    ],
    ['an export that the type does not have', vpc('    exports: [vpc_idd]\n'), 'vpc_idd'],
    ['a reference to nothing', vpc().replace('10.0.0.0/16', "'{{ nothing }}'"), 'nothing'],
    [
      'credentials of a resource that the run does not have',
      vpc('    auth: { aws: { type: aws_signing_v1, keyIDenvvar: OTHER_KEY } }\n'),
      'credentials of its own (auth): OTHER_KEY has no value (keyidenvvar)',
    ],
    ['no table', vpc().replace('    table: awscc.ec2.vpcs\n', ''), 'table'],
    [
      'a cycle',
      vpc('    exports: [{ VpcId: a }]\n').replace('10.0.0.0/16', "'{{ b }}'") +
        "  - name: other\n    table: awscc.ec2.vpcs\n    props: [{ name: CidrBlock, value: '{{ a }}' }]\n    exports: [{ VpcId: b }]\n",
      'vpc -> other -> vpc',
    ],
  ])('%s', async (name, manifest, says) => {
    const dir = written(`bad-${name.replaceAll(' ', '-')}`, manifest)
    const { code, stderr, stdout } = await stack('build', dir, '--yes')
    expect([1, 2]).toContain(code)
    expect(stderr).toContain(says)
    expect(stdout).toBe('')
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  test('an environment that is not given', async () => {
    const { code, stderr } = await skyql(['stack', 'plan', written('no-env', vpc())], { env })
    expect(code).toBe(2)
    expect(stderr).toContain('environment')
  })

  test('a resource that the stack does not have, with the nearest name', async () => {
    const { code, stderr } = await stack('plan', written('no-target', vpc()), '--target', 'vpx')
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean vpc?')
  })

  test('a protected resource in the way of a teardown', async () => {
    const dir = written('protected', vpc('    protect: true\n'))
    expect((await stack('build', dir, '--yes')).code).toBe(0)
    const { code, stderr } = await stack('teardown', dir, '--yes')
    expect(code).toBe(2)
    expect(stderr).toContain('vpc is protected')
    writeFileSync(join(dir, 'stackql_manifest.yml'), vpc())
    expect((await stack('teardown', dir, '--yes')).code).toBe(0)
  })

  test('a lock is respected while its holder lives, and taken from a dead one; a torn journal is read', async () => {
    const dir = written('locked', vpc())
    const state = join(dir, 'state')
    expect((await stack('build', dir, '--yes', '--state', state)).code).toBe(0)
    const { stdout } = await skyql(['--version'])
    expect(stdout).toMatch(/\d/)
    const folder = join(state, 'bad', 'dev')
    const [cloudFolder] = (await import('node:fs')).readdirSync(folder)
    const lock = join(folder, cloudFolder!, 'lock')
    const holder = { id: 'x', user: 'someone', verb: 'build', since: '2026-01-01T00:00:00Z' }
    writeFileSync(lock, JSON.stringify({ ...holder, host: hostname(), pid: process.pid }))
    const held = await stack('build', dir, '--yes', '--state', state)
    expect(held.code).toBe(1)
    expect(held.stderr).toContain(
      `build by someone on ${hostname()} (process ${String(process.pid)})`,
    )
    writeFileSync(
      lock,
      JSON.stringify({ ...holder, host: hostname(), pid: 2 ** 22 - 1, started: '1' }),
    )
    writeFileSync(join(folder, cloudFolder!, 'journal.jsonl'), '{"sum":"00000000","ent')
    const taken = await stack('build', dir, '--yes', '--state', state)
    expect(taken.code, taken.stderr).toBe(0)
    expect(taken.stderr).toContain('that a crash tore')
    expect(existsSync(lock)).toBe(false)
    expect((await stack('teardown', dir, '--yes', '--state', state)).code).toBe(0)
  })
})

describe('a record in a bucket', () => {
  test('is kept there, and its lock keeps others out', async () => {
    const bucket = await objectServer()
    try {
      const dir = join(root, 'shared')
      cpSync(join(EXAMPLES, 'network'), dir, { recursive: true })
      const at = ['--endpoint-url', cloud.url, '--state', 's3://team/stacks', '--yes']
      const there = { ...env, AWS_ENDPOINT_URL_S3: bucket.url }
      const run = (verb: string): Promise<Finished> =>
        skyql(['stack', verb, dir, 'dev', ...at], { env: there })
      const [one, other] = await Promise.all([run('build'), run('build')])
      const codes = [one.code, other.code].sort()
      expect(codes, one.stderr + other.stderr).toEqual(
        [one, other].some(({ stderr }) => stderr.includes('has held this stack')) ? [0, 1] : [0, 0],
      )
      expect([...bucket.objects.keys()]).toEqual(['/team/stacks/network/dev/state.json'])
      const record = JSON.parse([...bucket.objects.values()][0]!) as { resources: object }
      expect(Object.keys(record.resources)).toHaveLength(10)
      expect(existsSync(join(dir, '.skyql'))).toBe(false)
      const gone = await run('teardown')
      expect(gone.code, gone.stderr).toBe(0)
    } finally {
      await bucket.stop()
    }
  })
})

test('drift is accepted into the manifest, with its comments', async () => {
  const dir = written(
    'accept',
    'name: accept\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n  - name: domain\n    table: awscc.customerprofiles.domains\n    props:\n      - { name: DomainName, value: accepted }\n      # days\n      - name: DefaultExpirationDays\n        value: 10 # few\n',
  )
  expect((await stack('build', dir, '--yes')).code).toBe(0)
  const sql =
    "UPDATE awscc.customerprofiles.domains SET default_expiration_days = 77 WHERE Identifier = 'accepted' AND region = 'us-east-1'"
  expect((await skyql(['exec', '--endpoint-url', cloud.url, sql], { env })).code).toBe(0)
  // What the user has changed since the last build is told from what was changed behind their back.
  const file = join(dir, 'stackql_manifest.yml')
  const tags = '      - name: Tags\n        value: [ { Key: team, Value: crm } ]\n'
  writeFileSync(file, readFileSync(file, 'utf8') + tags)
  const drift = await stack('drift', dir, '--detailed-exitcode')
  expect(drift.code).toBe(2)
  expect(drift.stdout).toMatch(/~ \/DefaultExpirationDays {2}77 -> 10 .*\(changed in the cloud\)/)
  expect(drift.stdout).toMatch(/\+ \/Tags .*\(changed in the manifest\)/)
  const told = JSON.parse((await stack('drift', dir, '-o', 'json')).stdout) as {
    drift: [{ paths: { path: string; changedIn: string }[] }]
  }
  expect(told.drift[0].paths.map(({ path, changedIn }) => [path, changedIn]).sort()).toEqual([
    ['/DefaultExpirationDays', 'cloud'],
    ['/Tags', 'manifest'],
  ])
  const accepted = await stack('drift', dir, '--accept', '--yes')
  expect(accepted.code, accepted.stderr).toBe(0)
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(tags)
  writeFileSync(file, text.replace(tags, ''))
  expect(text).toContain('# days\n')
  expect(text).toContain('value: 77 # few')
  expect((await stack('plan', dir, '--detailed-exitcode')).code).toBe(0)
  expect((await stack('teardown', dir, '--yes')).code).toBe(0)
})
