import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { livedIn, readEstate, touched } from '../support/lived-in-estate.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* Stacks in an account that is not empty: what is there stays theirs, whatever it looks like. */

let cloud: StackCloud
let dir: string
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'skyql-lived-in-'))
  cloud = await stackCloud(livedIn(dir))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** Types without name and tags, each known by nothing but what it belongs to. */
const NETWORK = `
  - { name: vpc, table: awscc.ec2.vpcs, props: [{ name: CidrBlock, value: 10.0.0.0/16 }], exports: [VpcId] }
  - { name: igw, table: awscc.ec2.internet_gateways, props: [], exports: [InternetGatewayId] }
  - name: att
    table: awscc.ec2.vpc_gateway_attachments
    props: [{ name: VpcId, value: '{{ vpc.VpcId }}' }, { name: InternetGatewayId, value: '{{ igw.InternetGatewayId }}' }]
  - name: net
    table: awscc.ec2.subnets
    props: [{ name: VpcId, value: '{{ vpc.VpcId }}' }, { name: CidrBlock, value: 10.0.1.0/24 }]
    exports: [SubnetId]
  - name: table
    table: awscc.ec2.route_tables
    props: [{ name: VpcId, value: '{{ vpc.VpcId }}' }]
    exports: [RouteTableId]
  - name: association
    table: awscc.ec2.subnet_route_table_associations
    props: [{ name: SubnetId, value: '{{ net.SubnetId }}' }, { name: RouteTableId, value: '{{ table.RouteTableId }}' }]
  - name: sg
    table: awscc.ec2.security_groups
    props: [{ name: GroupDescription, value: app }, { name: VpcId, value: '{{ vpc.VpcId }}' }]
    exports: [{ GroupId: group }]
  - name: ingress
    table: awscc.ec2.security_group_ingresses
    props: [{ name: GroupId, value: '{{ group }}' }, { name: IpProtocol, value: '-1' }, { name: CidrIp, value: 10.0.0.0/8 }]
`

interface Plan {
  readonly steps: readonly { readonly name: string; readonly action: string }[]
}

test('what is not known yet matches nothing: a network is made beside foreign ones, once for each environment', async () => {
  const before = await readEstate(cloud.url)
  const stack = cloud.write('lived', NETWORK)
  for (const [env, ...flags] of [['dev'], ['prd'], ['tst', '--state', 'none']] as const) {
    const planned = await cloud.stack('plan', stack, env, ...flags, '-o', 'json')
    const { steps } = JSON.parse(planned.stdout) as Plan
    expect(
      steps.map(({ action }) => action),
      env,
    ).toEqual(steps.map(() => 'create'))
    const built = await cloud.stack('build', stack, env, '--yes', ...flags)
    expect(built.code, env + built.stderr).toBe(0)
    const again = await cloud.stack('plan', stack, env, ...flags, '-o', 'json')
    expect(
      (JSON.parse(again.stdout) as Plan).steps.filter(({ action }) => action !== 'no-op'),
      again.stderr,
    ).toEqual([])
  }
  for (const [env, ...flags] of [['dev'], ['prd'], ['tst', '--state', 'none']] as const) {
    const gone = await cloud.stack('teardown', stack, env, '--yes', ...flags)
    expect(gone.code, env + gone.stderr).toBe(0)
  }
  const after = await readEstate(cloud.url)
  expect(touched(before, after)).toEqual([])
  expect(after.size).toBe(before.size)
})
