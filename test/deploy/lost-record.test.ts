import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { livedIn, readEstate, touched } from '../support/lived-in-estate.js'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

/* A stack whose record is lost, or that two checkouts build at once, makes nothing twice. */

const PROGRAM = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const env = {
  AWS_ACCESS_KEY_ID: '123456789012',
  AWS_SECRET_ACCESS_KEY: 'x',
  AWS_REGION: 'us-east-1',
}
/** Resources that the service names; some have no tags to be known by. */
const RESOURCES = `
  - { name: vpc, table: awscc.ec2.vpcs, props: [{ name: CidrBlock, value: 10.0.0.0/16 }], exports: [VpcId] }
  - { name: igw, table: awscc.ec2.internet_gateways, props: [], exports: [InternetGatewayId] }
  - name: att
    table: awscc.ec2.vpc_gateway_attachments
    props: [{ name: VpcId, value: '{{ vpc.VpcId }}' }, { name: InternetGatewayId, value: '{{ igw.InternetGatewayId }}' }]
  - name: net
    table: awscc.ec2.subnets
    props: [{ name: VpcId, value: '{{ vpc.VpcId }}' }, { name: CidrBlock, value: 10.0.1.0/24 }]
  - name: sg
    table: awscc.ec2.security_groups
    props: [{ name: GroupDescription, value: app }, { name: VpcId, value: '{{ vpc.VpcId }}' }]
    exports: [{ GroupId: group }]
  - name: ingress
    table: awscc.ec2.security_group_ingresses
    props: [{ name: GroupId, value: '{{ group }}' }, { name: IpProtocol, value: '-1' }, { name: CidrIp, value: 10.0.0.0/8 }]
  - name: own
    props: [{ name: what, value: statement }]
`
const OWN = `/*+ create */
INSERT INTO awscc.ec2.internet_gateways (Tags, region) SELECT '[{"Key": "made-by", "Value": "{{ what }}"}]', '{{ region }}';
/*+ exists */
SELECT count(*) AS count FROM awscc.ec2.internet_gateways WHERE region = '{{ region }}' AND Tags::text LIKE '%"{{ what }}"%';
/*+ delete */
DELETE FROM awscc.ec2.internet_gateways WHERE region = '{{ region }}' AND Tags::text LIKE '%"{{ what }}"%';
`
const MADE = 7

let cloud: RunningEmulator
let root: string
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'skyql-lost-'))
  cloud = await emulator(['--handler', '250', ...livedIn(root, { stack: 'lost' })])
})
afterAll(async () => {
  await cloud.stop()
  rmSync(root, { recursive: true })
})
let before: Awaited<ReturnType<typeof readEstate>>
beforeEach(async () => {
  before = await readEstate(cloud.url)
})
let last: string
afterEach(async () => {
  const torn = await stack(last, 'teardown', '--yes')
  expect(torn.code, torn.stderr).toBe(0)
  expect((await readEstate(cloud.url)).size).toBe(before.size)
})

function checkout(name: string): string {
  last = join(root, name)
  mkdirSync(join(last, 'resources'), { recursive: true })
  const globals = 'globals: [{ name: region, value: us-east-1 }]'
  writeFileSync(
    join(last, 'stackql_manifest.yml'),
    `name: lost\nproviders: [awscc]\n${globals}\nresources:${RESOURCES}`,
  )
  writeFileSync(join(last, 'resources/own.iql'), OWN)
  return last
}
const args = (dir: string, verb: string, ...flags: string[]): string[] => [
  ...['stack', verb, dir, 'dev', '--endpoint-url', cloud.url, ...flags],
]
const stack = (dir: string, verb: string, ...flags: string[]): Promise<Finished> =>
  skyql(args(dir, verb, ...flags), { cwd: dir, env })

/** Builds, and is killed once so many creations were sent. */
async function killed(dir: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, ...args(dir, 'build', '--yes', '--debug')], {
    cwd: dir,
    env: { ...process.env, ...env },
  })
  let text = ''
  child.stderr.on('data', (part) => {
    text += String(part)
    if (text.split('CreateResource').length > after) child.kill('SIGKILL')
  })
  await once(child, 'close')
}

async function expectOnce(dir: string): Promise<void> {
  const after = await readEstate(cloud.url)
  expect(after.size - before.size).toBe(MADE)
  expect(touched(before, after), 'nobody else’s is touched').toEqual([])
  const plan = await stack(dir, 'plan', '-o', 'json')
  expect(plan.code, plan.stderr).toBe(0)
  const { steps } = JSON.parse(plan.stdout) as { steps: { name: string; action: string }[] }
  expect(steps.filter(({ action }) => action !== 'no-op')).toEqual([])
}

describe('the record is lost', () => {
  test('five times, with the process killed each time', async () => {
    const dir = checkout('killed')
    for (let round = 1; round <= 5; round++) {
      await killed(dir, round)
      rmSync(join(dir, '.skyql'), { recursive: true, force: true })
    }
    const built = await stack(dir, 'build', '--yes')
    expect(built.code, built.stderr).toBe(0)
    await expectOnce(dir)
  })

  test('after a whole build', async () => {
    const dir = checkout('whole')
    expect((await stack(dir, 'build', '--yes')).code).toBe(0)
    rmSync(join(dir, '.skyql'), { recursive: true, force: true })
    const again = await stack(dir, 'build', '--yes')
    expect(again.code, again.stderr).toBe(0)
    await expectOnce(dir)
  })

  test('after a teardown: all of it is made anew', async () => {
    const dir = checkout('torn')
    for (let round = 0; round < 2; round++) {
      const built = await stack(dir, 'build', '--yes')
      expect(built.code, built.stderr).toBe(0)
      await expectOnce(dir)
      if (round === 1) break
      expect((await stack(dir, 'teardown', '--yes')).code).toBe(0)
      rmSync(join(dir, '.skyql'), { recursive: true, force: true })
    }
  })
})

test('two checkouts that build at once make one of each', async () => {
  const [one, two] = [checkout('one'), checkout('two')]
  const built = await Promise.all([one, two].map((dir) => stack(dir, 'build', '--yes')))
  expect(built.map(({ code, stderr }) => [code, stderr])).toEqual([
    [0, expect.any(String)],
    [0, expect.any(String)],
  ])
  await expectOnce(one)
  await expectOnce(two)
})
