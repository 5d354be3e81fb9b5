import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const skyql = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'skyql-skeleton-'))
const run = promisify(execFile)

afterAll(() => rmSync(folder, { recursive: true }))

async function output(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [skyql, ...args], { cwd: folder })
  return stdout
}

type Shape = { readonly [key: string]: Shape } | string

/** The keys of a skeleton; which value of an enumeration it shows is nobody's business. */
function shapeOf(value: unknown): Shape {
  if (Array.isArray(value)) return { '*': shapeOf(value[0]) }
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' && /^1970/.test(value) ? 'time' : typeof value
  }
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, shapeOf(inner)]),
  )
}

test.each([
  ['integrations', 'put-integration'],
  ['integration_workflows', 'create-integration-workflow'],
])('the skeleton of %s is that of the AWS CLI', async (table, command) => {
  const own = JSON.parse(await output('skeleton', `aws.customer_profiles.${table}`)) as object
  const env = { ...process.env, AWS_DEFAULT_REGION: 'us-east-1' }
  const aws = await run('aws', ['customer-profiles', command, '--generate-cli-skeleton', 'input'], {
    env,
  }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    process.stderr.write('skipped: the AWS CLI is not installed\n')
  })
  if (aws === undefined) return
  // Newer versions of the CLI know a scope, which the pages do not have.
  const theirs = JSON.parse(aws.stdout) as Record<string, unknown>
  delete theirs['Scope']
  expect(shapeOf(own)).toEqual(shapeOf(theirs))
})

test('a skeleton in YAML holds the same as in JSON', async () => {
  const yaml = await output('skeleton', 'aws.customer_profiles.domains', 'yaml-input')
  expect(yaml).toContain('DomainName: ""')
  expect(yaml).toContain('DefaultExpirationDays: 0')
})

test('output shows a sample answer, and checks its input first', async () => {
  const sample = JSON.parse(
    await output('skeleton', 'aws.customer_profiles.integrations', 'output'),
  ) as object
  expect(sample).toMatchObject({
    DomainName: 'DomainName',
    IsUnstructured: true,
    CreatedAt: '1970-01-01T00:00:00',
  })
  const file = join(folder, 'bad.json')
  writeFileSync(file, '{"DomainName":"retail","RoleArm":"x"}')
  const bad = output(
    'skeleton',
    'aws.customer_profiles.integrations',
    'output',
    '--input-json',
    file,
  )
  await expect(bad).rejects.toMatchObject({ stderr: expect.stringContaining('RoleArm') as string })
})

test('input files fill INSERT and UPDATE; what the statement says wins', async () => {
  const json = join(folder, 'domain.json')
  writeFileSync(json, '{"DomainName":"retail","DefaultExpirationDays":30,"Tags":{"team":"a"}}')
  const yaml = join(folder, 'domain.yaml')
  writeFileSync(yaml, 'DomainName: other\nDefaultExpirationDays: 60\n')
  await output(
    'exec',
    '--local',
    '--input-json',
    json,
    "INSERT INTO aws.customer_profiles.domains (domain_name) VALUES ('shop')",
  )
  await output(
    'exec',
    '--local',
    '--input-yaml',
    yaml,
    "UPDATE aws.customer_profiles.domains WHERE domain_name = 'shop'",
  )
  const rows = await output(
    'exec',
    '--local',
    '-o',
    'json',
    'SELECT domain_name, default_expiration_days AS days, tags FROM aws.customer_profiles.domains',
  )
  expect(JSON.parse(rows)).toEqual([{ domain_name: 'shop', days: 60, tags: { team: 'a' } }])
  const both = output(
    'exec',
    '--local',
    '--input-json',
    json,
    '--input-yaml',
    yaml,
    'INSERT INTO aws.customer_profiles.domains',
  )
  await expect(both).rejects.toMatchObject({ code: 2 })
})

test('providers lint tells all problems with file and line', async () => {
  const file = join(folder, 'bad.yaml')
  writeFileSync(
    file,
    'provider: x\nservice: y\nconnector: { protocol: rest, baseUrl: here }\ntables: {}\nmore: 1\n',
  )
  const lint = output('providers', 'lint', file)
  await expect(lint).rejects.toMatchObject({ code: 2 })
  const { stderr } = (await lint.catch((error: unknown) => error)) as { stderr: string }
  expect(stderr).toContain(`${file}:3:`)
  expect(stderr).toContain(`${file}:4:`)
  expect(stderr).toContain(`${file}:5:`)
})
