import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { livedIn } from '../support/lived-in-estate.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* A statement that cannot run is found by the plan, also where it waits for what is yet to be made. */

const folder = mkdtempSync(join(tmpdir(), 'skyql-checked-'))
let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(livedIn(folder, { stack: 'checked' }))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const RESOURCES = `  - name: vpc
    table: awscc.ec2.vpcs
    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]
    exports: [VpcId]
  - name: own
    props: [{ name: vpc, value: '{{ VpcId }}' }]
`
const WHERE = `WHERE region = '{{ region }}' AND vpc_id = '{{ vpc }}'`
const GOOD = {
  exists: `SELECT count(*) AS count FROM awscc.ec2.subnets ${WHERE}`,
  create: `INSERT INTO awscc.ec2.subnets (VpcId, CidrBlock, region) SELECT '{{ vpc }}', '10.0.1.0/24', '{{ region }}'`,
}

test.each([
  ['exists', `SELECT count(*) AS count FROM awscc.ec2.subnetss ${WHERE}`, 'subnetss'],
  ['exists', `SELECT count(*) AS count FROM awscc.ec2.subnets ${WHERE} AND vpcid_ = 1`, 'vpcid_'],
  ['exists', `SELEKT count(*) FROM awscc.ec2.subnets ${WHERE}`, 'SELEKT'],
  ['create', GOOD.create.replace('CidrBlock', 'CidrBlok'), 'CidrBlok'],
  ['statecheck', `SELECT count(*) AS count FROM awscc.ec2.nope ${WHERE}`, 'nope'],
  ['exports', `SELECT vpc_id FROM awscc.nope.nope ${WHERE}`, 'nope'],
  ['callback:create', `SELECT 1 AS success FROM awscc.nope.nope ${WHERE}`, 'nope'],
  ['callback', `SELECT 1 AS success FROM awscc.ec2.nope ${WHERE}`, 'nope'],
])('%s: %s', async (anchor, sql, word) => {
  const anchors = Object.entries({ ...GOOD, [anchor]: sql })
  const text = anchors.map(([name, statement]) => `/*+ ${name} */\n${statement};\n`).join('')
  const dir = cloud.write('checked', RESOURCES, { 'resources/own.iql': text })
  const vpcs = "SELECT count(*) FROM awscc.ec2.vpcs WHERE region = 'us-east-1'"
  const before = await cloud.values(vpcs)
  for (const verb of ['plan', 'build']) {
    const flags = verb === 'build' ? ['--yes'] : []
    const { code, stderr } = await cloud.stack(verb, dir, 'dev', ...flags)
    expect([code, stderr]).toEqual([1, expect.stringContaining(word)])
    expect(stderr).toContain('own.iql')
  }
  expect(await cloud.values(vpcs), 'nothing was made').toEqual(before)
})

test('and what is right is built', async () => {
  const text = Object.entries(GOOD)
    .map(([name, sql]) => `/*+ ${name} */\n${sql};\n`)
    .join('')
  const dir = cloud.write('checked', RESOURCES, { 'resources/own.iql': text })
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
})
