import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

/* A profile that is meant for a local server has all of its calls go there, whichever way it is named. */

const ONLY_LOCAL = new URL('../support/only-local.cjs', import.meta.url).pathname
let cloud: RunningEmulator
let folder: string
let left: string

beforeAll(async () => {
  cloud = await emulator()
})
afterAll(async () => {
  await cloud.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-endpoints-'))
  left = join(folder, 'left')
  const keys = 'aws_access_key_id = 123456789012\naws_secret_access_key = x\nregion = us-east-1'
  writeFileSync(
    join(folder, 'config'),
    `[default]
${keys}
[profile whole]
${keys}
endpoint_url = ${cloud.url}
[profile parts]
${keys}
services = mine
[profile plain]
${keys}
[profile lost]
${keys}
services = nowhere
[profile odd]
${keys}
endpoint_url = not a url
[services mine]
cloudcontrol =
  endpoint_url = ${cloud.url}
sts =
  endpoint_url = ${cloud.url}
account =
  endpoint_url = ${cloud.url}
customer_profiles =
  endpoint_url = ${cloud.url}
appflow =
  endpoint_url = ${cloud.url}
`,
  )
  return () => rmSync(folder, { recursive: true })
})

/** Runs it where nothing leaves this machine. */
function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return skyql(args, {
    cwd: folder,
    env: {
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      LEFT_MACHINE: left,
      NODE_OPTIONS: `--require ${ONLY_LOCAL}`,
      ...env,
    },
  })
}
/** A stack of one log group. */
function stack(group: string, more = ''): void {
  mkdirSync(join(folder, 's'))
  writeFileSync(
    join(folder, 's/manifest.yml'),
    `name: s\nproviders: [awscc]\nresources:\n  - name: g\n    table: awscc.logs.log_groups\n    props: [{ name: LogGroupName, value: ${group} }]\n${more}`,
  )
}
const wentElsewhere = (): string => (existsSync(left) ? readFileSync(left, 'utf8') : '')

const WAYS: readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[] = [
  ['--profile', ['--profile', 'whole'], {}],
  ['--profile and its services', ['--profile', 'parts'], {}],
  ['AWS_PROFILE', [], { AWS_PROFILE: 'whole' }],
  ['a connection', ['--connections', 'connections.yaml'], {}],
  ['AWS_ENDPOINT_URL', [], { AWS_ENDPOINT_URL: 'URL' }],
  [
    'AWS_ENDPOINT_URL_CLOUDCONTROL and its kin',
    [],
    {
      ...{ AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      ...{ AWS_ENDPOINT_URL_CLOUDCONTROL: 'URL', AWS_ENDPOINT_URL_STS: 'URL' },
      ...{ AWS_ENDPOINT_URL_CUSTOMER_PROFILES: 'URL', AWS_ENDPOINT_URL_ACCOUNT: 'URL' },
    },
  ],
]

describe.each(WAYS)('named by %s', (about, flags, environment) => {
  const env = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [
        name,
        value === 'URL' ? cloud.url : value,
      ]),
    )
  beforeEach(() => {
    writeFileSync(
      join(folder, 'connections.yaml'),
      'connections:\n  - name: own\n    profile: whole\n',
    )
  })
  const exec = (...args: string[]): Promise<Finished> =>
    run(['exec', '--yes', ...flags, ...args], env())
  const name = `g-${about.replaceAll(/\W/g, '-')}`

  test('reads, writes, accounts, regions and services of their own are asked there', async () => {
    const statements = [
      `INSERT INTO awscc.logs.log_groups (LogGroupName) VALUES ('${name}')`,
      `UPDATE awscc.logs.log_groups SET RetentionInDays = 7 WHERE Identifier = '${name}'`,
      `SELECT RetentionInDays, account_id FROM awscc.logs.log_groups WHERE Identifier = '${name}'`,
      "SELECT count(*) FROM awscc.sqs.queues WHERE region LIKE 'eu-west-%'",
      "SELECT * FROM aws.customer_profiles.integrations WHERE domain_name = 'nope'",
      `DELETE FROM awscc.logs.log_groups WHERE Identifier = '${name}'`,
    ]
    for (const statement of statements) {
      const { stderr } = await exec('-o', 'json', statement)
      expect(wentElsewhere(), statement).toBe('')
      // That there is no such domain is the local cloud's word.
      if (!statement.includes('nope')) expect(stderr, statement).not.toContain('error[')
    }
    const [line = ''] = readFileSync(join(folder, '.skyql/requests.jsonl'), 'utf8').split('\n')
    if (line !== '') expect(line).toContain(cloud.url)
  })

  test('a stack is built and torn down there, and its record is of that place', async () => {
    stack(`${name}-s`)
    const built = await run(['stack', 'build', 's', 'dev', '--yes', ...flags], env())
    expect(built.code, built.stderr).toBe(0)
    expect(readdirSync(join(folder, 's/.skyql/stacks/s/dev'))).toEqual([
      expect.stringMatching(/^endpoint-/),
    ])
    // Elsewhere there is another record: nothing is taken for built, or gone.
    const other = await run(['stack', 'plan', 's', 'dev', '--local', '-o', 'json'])
    expect(other.stdout).toContain('"create"')
    const torn = await run(['stack', 'teardown', 's', 'dev', '--yes', ...flags], env())
    expect(torn.code, torn.stderr).toBe(0)
    expect(torn.stderr + torn.stdout).toContain('deleted')
    expect(wentElsewhere()).toBe('')
  })

  test('a resource with keys of its own is made there', async () => {
    stack(
      `${name}-k`,
      '    auth: { aws: { type: aws_signing_v4, keyIDenvvar: OTHER_KEY, credentialsenvvar: OTHER_SECRET } }\n',
    )
    const own = { ...env(), OTHER_KEY: '210987654321', OTHER_SECRET: 'x' }
    for (const verb of ['build', 'teardown']) {
      const { code, stderr } = await run(['stack', verb, 's', 'dev', '--yes', ...flags], own)
      expect(wentElsewhere(), verb).toBe('')
      expect(code, stderr).toBe(0)
    }
  })
})

test('a resource whose manifest names the profile is made there, and not where the run is', async () => {
  const runs = await emulator()
  const config = readFileSync(join(folder, 'config'), 'utf8')
  writeFileSync(
    join(folder, 'config'),
    config.replace('[profile plain]', `[profile plain]\nendpoint_url = ${runs.url}`),
  )
  stack('g-manifest', '    auth: { profile: whole }\n')
  const groups = async (profile: string): Promise<string> => {
    const sql = "SELECT LogGroupName FROM awscc.logs.log_groups WHERE Identifier = 'g-manifest'"
    return (await run(['exec', '-o', 'csv', '-H', '--profile', profile, sql])).stdout
  }
  const verb = (name: string): Promise<Finished> =>
    run(['stack', name, 's', 'dev', '--yes', '--profile', 'plain'])
  const built = await verb('build')
  expect(built.code, built.stderr).toBe(0)
  expect([await groups('whole'), await groups('plain')]).toEqual(['g-manifest\n', ''])
  const torn = await verb('teardown')
  expect(torn.code, torn.stderr).toBe(0)
  expect([await groups('whole'), wentElsewhere()]).toEqual(['', ''])
  await runs.stop()
})

test('what was sent there is no matter of AWS: nothing of it is resumed elsewhere', async () => {
  const slow = await emulator(['--handler', '60000'])
  const config = readFileSync(join(folder, 'config'), 'utf8')
  writeFileSync(join(folder, 'config'), config.replaceAll(cloud.url, slow.url))
  const sql = "INSERT INTO awscc.logs.log_groups (LogGroupName) VALUES ('waits')"
  const cut = await run(['exec', '--profile', 'whole', '--timeout', '2', sql])
  expect(cut.code).not.toBe(0)
  const elsewhere = await run(['exec', '--resume', '--endpoint-url', cloud.url])
  expect(elsewhere.stderr).toContain('went elsewhere and are left alone')
  expect(elsewhere.stderr).toContain(slow.url)
  await slow.stop()
})

test.each([
  ['lost', /services section "nowhere"/],
  ['odd', /"not a url" is no URL/],
])('a profile whose setting is wrong (%s) calls nobody', async (profile, message) => {
  for (const sql of [
    'SELECT * FROM awscc.logs.log_groups',
    "INSERT INTO awscc.logs.log_groups (LogGroupName) VALUES ('x')",
    "SELECT * FROM aws.customer_profiles.integrations WHERE domain_name = 'x'",
  ]) {
    const { code, stderr } = await run(['exec', '--yes', '--profile', profile, sql])
    expect(code, sql).not.toBe(0)
    expect(stderr).toMatch(message)
    expect(stderr).toContain('CONFIGURATION')
  }
  expect(wentElsewhere()).toBe('')
})

test('a role is taken where the profile says', async () => {
  const config = readFileSync(join(folder, 'config'), 'utf8')
  writeFileSync(
    join(folder, 'config'),
    `${config}[profile role]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = default\nregion = us-east-1\nendpoint_url = ${cloud.url}\n`,
  )
  const { code, stderr } = await run([
    ...['exec', '--profile', 'role', 'SELECT count(*) FROM awscc.logs.log_groups'],
  ])
  expect(wentElsewhere()).toBe('')
  expect(code, stderr).toBe(0)
})

test('without any of these settings AWS is called, which this test would see', async () => {
  await run(['exec', '--read-timeout', '1', 'SELECT count(*) FROM awscc.logs.log_groups'])
  expect(wentElsewhere()).toContain('cloudcontrolapi.us-east-1.amazonaws.com')
})
