import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* How resources are found again where no record tells. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const VPC =
  '  - name: vpc\n    table: awscc.ec2.vpcs\n    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]\n'
const vpcs = (): Promise<unknown[]> =>
  cloud.values("SELECT vpc_id FROM awscc.ec2.vpcs WHERE region = 'us-east-1' ORDER BY 1")

test('by tags that tell whose it is: without a record nothing is made twice, and it is torn down', async () => {
  const dir = cloud.write('tagged', VPC)
  const build = ['build', dir, 'dev', '--yes', '--state', 'none'] as const
  expect((await cloud.stack(...build)).code).toBe(0)
  const [id] = await vpcs()
  const tags = await cloud.values(
    `SELECT tags FROM awscc.ec2.vpcs WHERE region = 'us-east-1' AND Identifier = '${String(id)}'`,
  )
  expect(tags).toEqual([
    [
      { Key: 'skyql:stack', Value: 'tagged' },
      { Key: 'skyql:env', Value: 'dev' },
      { Key: 'skyql:resource', Value: 'vpc' },
    ],
  ])
  const again = await cloud.stack(...build, '-o', 'json')
  expect(again.stdout).toContain('"unchanged"')
  expect(await vpcs()).toEqual([id])
  // Another environment's is another one, and so is one under tags of another name.
  const other = ['dev', '--yes', '--state', 'none', '--tag-prefix', 'team:']
  expect((await cloud.stack('build', dir, ...other)).code).toBe(0)
  expect(await vpcs()).toHaveLength(2)
  expect((await cloud.stack('teardown', dir, ...other)).code).toBe(0)
  expect(await vpcs()).toEqual([id])
  expect((await cloud.stack('teardown', dir, 'dev', '--yes', '--state', 'none')).code).toBe(0)
  expect(await vpcs()).toEqual([])
})

test('by what is declared of it; where one is only nearly so, the type needs a state file', async () => {
  const A = 'awscc.ec2.subnet_route_table_associations'
  const association = (table: string): string =>
    `  - name: association\n    table: ${A}\n    props:\n      - { name: SubnetId, value: subnet-1 }\n      - { name: RouteTableId, value: ${table} }\n`
  const dir = cloud.write('untagged', association('rtb-1'))
  const build = ['build', dir, 'dev', '--yes', '--state', 'none'] as const
  const ids = (): Promise<unknown[]> =>
    cloud.values(`SELECT id FROM ${A} WHERE region = 'us-east-1'`)
  for (const time of ['first', 'second']) {
    const built = await cloud.stack(...build)
    expect(built.code, time + built.stderr).toBe(0)
    expect(await ids()).toHaveLength(1)
  }
  await cloud.sql(
    `INSERT INTO ${A} (SubnetId, RouteTableId, region) VALUES ('subnet-1', 'rtb-1', 'us-east-1')`,
  )
  const two = await cloud.stack(...build)
  expect(two.code).toBe(2)
  expect(two.stderr).toContain('are as it is declared')
  expect(two.stderr).toContain('identifier: … in the manifest')
  expect(await ids()).toHaveLength(2)
})

test('a type without name and tags that was changed since asks for a state file, or --assume-new', async () => {
  const query = (text: string): string =>
    `  - name: query\n    table: awscc.logs.query_definitions\n    props:\n      - { name: Name, value: errors }\n      - { name: QueryString, value: '${text}' }\n`
  const dir = cloud.write('changed', query('fields @message'))
  const build = ['build', dir, 'dev', '--yes', '--state', 'none'] as const
  const first = await cloud.stack(...build)
  expect(first.code, first.stderr).toBe(0)
  cloud.write('changed', query('fields @timestamp'))
  const refused = await cloud.stack(...build)
  expect(refused.code, refused.stdout).toBe(2)
  expect(refused.stderr).toContain('this type needs a state file')
  expect(refused.stderr).toContain('--assume-new')
  const made = (): Promise<unknown[]> =>
    cloud.values(
      "SELECT query_definition_id FROM awscc.logs.query_definitions WHERE region = 'us-east-1'",
    )
  expect(await made()).toHaveLength(1)
  expect((await cloud.stack('build', dir, 'dev', '--yes', '--assume-new')).code).toBe(0)
  expect(await made()).toHaveLength(2)
})
