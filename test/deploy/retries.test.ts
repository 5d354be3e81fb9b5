import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(['--fault', 'hook-failure:1:type=AWS::SNS::Topic'])
})
afterAll(async () => {
  await cloud.stop()
})

const BOTH = `INSERT INTO awscc.ec2.vpcs (CidrBlock, region) SELECT '10.44.0.0/16', '{{ region }}';
INSERT INTO awscc.sns.topics (TopicName, region) SELECT 'pair', '{{ region }}';
`
const vpcs = (): Promise<unknown[]> =>
  cloud.values("SELECT vpc_id FROM awscc.ec2.vpcs WHERE region = 'us-east-1'")

test('a retry goes on with the statement that failed, and what was made before it is told and recorded', async () => {
  const iql = `/*+ exists */
SELECT count(*) AS count FROM awscc.sns.topics WHERE region = '{{ region }}' AND topic_name = 'pair';
/*+ create, retries=3 */
${BOTH}/*+ delete */
DELETE FROM awscc.sns.topics WHERE region = '{{ region }}' AND topic_name = 'pair';
`
  const resources = '  - name: pair\n    props: [{ name: x, value: 1 }]\n'
  const dir = cloud.write('pair', resources, { 'resources/pair.iql': iql })
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(1)
  const [vpc, ...others] = await vpcs()
  expect(others).toEqual([])
  expect(built.stderr).toContain(`made before that: AWS::EC2::VPC ${String(vpc)}`)
  const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(gone.code, gone.stderr).toBe(0)
  expect(await vpcs()).toEqual([])
})
