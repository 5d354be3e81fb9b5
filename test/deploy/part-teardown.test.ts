import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* A teardown of a part of a stack: what is left out exports what the rest is made of. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const RESOURCES = `  - name: net
    table: awscc.ec2.vpcs
    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]
    exports: [VpcId]
  - name: sub
    table: awscc.ec2.subnets
    props:
      - { name: VpcId, value: '{{ VpcId }}' }
      - { name: CidrBlock, value: 10.0.1.0/24 }
    exports: [SubnetId]
  - name: own
    depends_on: [sub]
    props: [{ name: its_name, value: 'part-{{ net.VpcId }}' }]
`
const IQL = `/*+ exists */
SELECT count(*) AS count FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ its_name }}';
/*+ create */
INSERT INTO awscc.logs.log_groups (LogGroupName, region) SELECT '{{ its_name }}', '{{ region }}';
/*+ delete */
DELETE FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ its_name }}';
`
const counts = (): Promise<unknown[]> =>
  cloud.values(
    "SELECT (SELECT count(*) FROM awscc.ec2.vpcs WHERE region = 'us-east-1') AS a, (SELECT count(*) FROM awscc.ec2.subnets WHERE region = 'us-east-1') AS b, (SELECT count(*) FROM awscc.logs.log_groups WHERE region = 'us-east-1') AS c",
  )

test.each([
  ['--target own', ['--target', 'own'], [1, 1, 0]],
  ['--target sub', ['--target', 'sub'], [1, 0, 0]],
  ['--exclude net', ['--exclude', 'net'], [1, 0, 0]],
])('%s', async (_about, flags, left) => {
  const dir = cloud.write('part', RESOURCES, { 'resources/own.iql': IQL })
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  const gone = await cloud.stack('teardown', dir, 'dev', '--yes', ...flags)
  expect(gone.code, gone.stdout + gone.stderr).toBe(0)
  expect((await counts()).map(Number)).toEqual(left)
  const all = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(all.code, all.stderr).toBe(0)
})
