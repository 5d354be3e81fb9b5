import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { emulator, finish, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

const installed = (() => {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.log('skipped: the aws program is not installed')
    return false
  }
})()

const MANIFEST = `name: shop
providers: [awscc]
globals:
  - { name: region, value: us-east-1 }
resources:
  - name: network
    table: awscc.ec2.vpcs
    props:
      - { name: CidrBlock, value: 10.7.0.0/16 }
      - { name: EnableDnsSupport, value: true }
    exports: [{ VpcId: vpc_id }]
  - name: subnet
    table: awscc.ec2.subnets
    props:
      - { name: VpcId, value: '{{ vpc_id }}' }
      - { name: CidrBlock, value: 10.7.1.0/24 }
  - name: domain
    table: awscc.customerprofiles.domains
    props:
      - { name: DomainName, value: 'shop-{{ stack_env }}' }
      - { name: DefaultExpirationDays, value: 100 } # kept
exports: [vpc_id]
`

// One life of a stack, each test after the one before it.
describe.runIf(installed)('a stack from build to teardown, changed behind its back', () => {
  let cloud: RunningEmulator
  let dir: string
  const env = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' }
  const edit = (from: string, to: string): void => {
    const file = join(dir, 'manifest.yml')
    const text = readFileSync(file, 'utf8')
    expect(text).toContain(from)
    writeFileSync(file, text.replace(from, to))
  }
  const stack = (verb: string, ...flags: readonly string[]): Promise<Finished> =>
    skyql(['stack', verb, dir, 'dev', '--endpoint-url', cloud.url, ...flags], { env })
  const aws = async (...args: readonly string[]): Promise<string> => {
    const all = ['cloudcontrol', ...args, '--region', 'us-east-1', '--endpoint-url', cloud.url]
    const { stdout, stderr, code } = await finish('aws', all, { env })
    expect(code, stderr).toBe(0)
    return stdout
  }
  const read = async (type: string, identifier: string): Promise<Record<string, unknown>> => {
    const answer = await aws('get-resource', '--type-name', type, '--identifier', identifier)
    const { ResourceDescription: description } = JSON.parse(answer) as {
      ResourceDescription: { Properties: string }
    }
    return JSON.parse(description.Properties) as Record<string, unknown>
  }

  beforeAll(async () => {
    cloud = await emulator()
    dir = mkdtempSync(join(tmpdir(), 'skyql-life-'))
    writeFileSync(join(dir, 'manifest.yml'), MANIFEST)
  })
  afterAll(async () => {
    await cloud.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  test('off a terminal nothing is built without --yes', async () => {
    const { code, stderr } = await stack('build')
    expect(code).toBe(2)
    expect(stderr).toContain('--yes')
  })

  test('build makes everything and answers with the exports', async () => {
    const { code, stdout, stderr } = await stack('build', '--yes', '-o', 'json')
    expect(code, stderr).toBe(0)
    const answer = JSON.parse(stdout) as { exports: Record<string, string>; resources: object[] }
    expect(answer.exports.vpc_id).toMatch(/^vpc-/)
    expect(answer.resources).toHaveLength(3)
    expect(await read('AWS::EC2::VPC', answer.exports.vpc_id!)).toMatchObject({
      CidrBlock: '10.7.0.0/16',
    })
  })

  test('a second build changes nothing', async () => {
    const { code, stdout } = await stack('build', '--yes', '-o', 'json')
    expect(code).toBe(0)
    const { resources } = JSON.parse(stdout) as { resources: { status: string }[] }
    expect(resources.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged'])
    expect((await stack('plan', '--detailed-exitcode')).code).toBe(0)
  })

  test('an edit is planned with its path, and the saved plan builds it', async () => {
    edit('value: 100', 'value: 200')
    const file = join(dir, 'shop.plan')
    const planned = await stack('plan', '--detailed-exitcode', '--out', file)
    expect(planned.code).toBe(2)
    expect(planned.stdout).toMatch(/~ update\s+domain\s+AWS::CustomerProfiles::Domain\s+shop-dev/)
    expect(planned.stdout).toContain('~ /DefaultExpirationDays  100 -> 200')
    expect(planned.stdout).toContain('1 to update, 2 unchanged')
    const other = ['-e', 'team=crm', '--endpoint-url', cloud.url]
    const varied = await skyql(['stack', 'build', file, ...other], { env })
    expect(varied.code).toBe(1)
    expect(varied.stderr).toContain('the plan was made with other variables: team')
    const built = await skyql(['stack', 'build', file, '--endpoint-url', cloud.url], { env })
    expect(built.code, built.stderr).toBe(0)
    expect(await read('AWS::CustomerProfiles::Domain', 'shop-dev')).toMatchObject({
      DefaultExpirationDays: 200,
    })
    const again = await skyql(['stack', 'build', file, '--endpoint-url', cloud.url], { env })
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('the plan is out of date: domain moved')
  })

  test('drift made by another program is found and reverted', async () => {
    expect((await stack('drift', '--detailed-exitcode')).code).toBe(0)
    await aws(
      'update-resource',
      ...['--type-name', 'AWS::CustomerProfiles::Domain', '--identifier', 'shop-dev'],
      ...['--patch-document', '[{"op":"replace","path":"/DefaultExpirationDays","value":7}]'],
    )
    const drift = await stack('drift', '--detailed-exitcode')
    expect(drift.code).toBe(2)
    expect(drift.stdout).toContain('~ /DefaultExpirationDays  7 -> 200')
    const tested = await stack('test')
    expect(tested.code).toBe(1)
    expect(tested.stdout).toMatch(/ok\s+network/)
    expect(tested.stdout).toMatch(/FAILED\s+domain\s+differs at \/DefaultExpirationDays/)
    expect((await stack('drift', '--revert', '--yes')).code).toBe(0)
    expect(await read('AWS::CustomerProfiles::Domain', 'shop-dev')).toMatchObject({
      DefaultExpirationDays: 200,
    })
  })

  test('what only a creation takes replaces the resource, and what depends on it follows', async () => {
    const [before] = await identifiers('AWS::EC2::VPC')
    edit('10.7.0.0/16', '10.8.0.0/16')
    edit('10.7.1.0/24', '10.8.1.0/24')
    const planned = await stack('plan')
    expect(planned.stdout).toMatch(/± replace network .*the new one is made before/)
    expect(planned.stdout).toContain(
      '/CidrBlock  "10.7.0.0/16" -> "10.8.0.0/16"  forces replacement',
    )
    const built = await stack('build', '--yes')
    expect(built.code, built.stderr).toBe(0)
    const after = await identifiers('AWS::EC2::VPC')
    expect(after).toHaveLength(1)
    expect(after[0]).not.toBe(before)
    const [subnet] = await identifiers('AWS::EC2::Subnet')
    expect(await read('AWS::EC2::Subnet', subnet!)).toMatchObject({ VpcId: after[0] })
  })

  test('what leaves the manifest leaves the cloud', async () => {
    const text = readFileSync(join(dir, 'manifest.yml'), 'utf8')
    writeFileSync(
      join(dir, 'manifest.yml'),
      text.replace(/ {2}- name: subnet[^]*?(?= {2}- name: domain)/, ''),
    )
    const planned = await stack('plan')
    expect(planned.stdout).toMatch(/- delete\s+subnet .*no longer in the manifest/)
    expect((await stack('build', '--yes')).code).toBe(0)
    expect(await identifiers('AWS::EC2::Subnet')).toEqual([])
  })

  test('teardown leaves nothing', async () => {
    const { code, stderr } = await stack('teardown', '--yes')
    expect(code, stderr).toBe(0)
    for (const type of ['AWS::EC2::VPC', 'AWS::EC2::Subnet', 'AWS::CustomerProfiles::Domain']) {
      expect(await identifiers(type)).toEqual([])
    }
  })

  async function identifiers(type: string): Promise<string[]> {
    const answer = JSON.parse(await aws('list-resources', '--type-name', type)) as {
      ResourceDescriptions: { Identifier: string }[]
    }
    return answer.ResourceDescriptions.map(({ Identifier }) => Identifier)
  }
})
