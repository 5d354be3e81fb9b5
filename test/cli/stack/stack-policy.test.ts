import { expect, test } from 'vitest'
import { stackFolder } from '../../manifest/stack-folder.js'
import { skyql } from '../../support/skyql.js'

const MANIFEST = `version: 1
name: shop
providers: [awscc]
globals:
  - name: region
    value: us-east-1
resources:
  - name: net
    table: awscc.ec2.vpcs
    props:
      - name: cidr_block
        value: "{{ cidr }}"
    exports: [vpc_id]
  - name: sub
    props:
      - name: bucket_name
        value: "shop-{{ stack_env }}"
  - name: look
    type: query
    sql: SELECT vpc_id AS found FROM awscc.ec2.vpcs WHERE Identifier = '{{ net.vpc_id }}'
    exports: [found]
  - name: extra
    table: awscc.sqs.queues
    if: "stack_env == 'prod'"
    props:
      - name: queue_name
        value: jobs
  - name: hand
    type: script
    run: echo done
`

const FILES = {
  'shop/stackql_manifest.yml': MANIFEST,
  'shop/resources/sub.iql': `/*+ create */
INSERT INTO awscc.s3.buckets (BucketName, region) SELECT '{{ bucket_name }}', 'us-east-1'
/*+ statecheck */
SELECT count(*) AS count FROM awscc.iam.roles WHERE Identifier = '{{ bucket_name }}'
/*+ delete */
DELETE FROM awscc.s3.buckets WHERE nothing_like_it = 1
`,
}

interface Policy {
  readonly Statement: readonly { readonly Sid: string; readonly Action: readonly string[] }[]
}

// No endpoint answers, and there are no credentials: a call would fail the test.
const ARGS = ['--endpoint-url', 'http://127.0.0.1:9', '-e', 'cidr=10.0.0.0/16']

test('a policy holds what the types and the statements of a stack need', async () => {
  const cwd = stackFolder(FILES)
  const { code, stdout, stderr } = await skyql(['policy', 'shop', 'dev', ...ARGS], { cwd })
  expect([code, stderr]).toEqual([0, expect.stringContaining('hand is a script')])
  // A statement that cannot be read leaves a word, not the rest without a policy.
  expect(stderr).toMatch(/sub, delete: .*nothing_like_it/)
  expect(stderr.split('\n').filter((line) => line.includes('not in the policy'))).toHaveLength(2)
  const sids = new Map((JSON.parse(stdout) as Policy).Statement.map((each) => [each.Sid, each]))
  expect([...sids.keys()]).toEqual(['CloudControl', 'AWSEC2VPC', 'AWSIAMRole', 'AWSS3Bucket'])
  expect(sids.get('CloudControl')?.Action).toEqual(
    ['Create', 'Delete', 'Get', 'List', 'Update']
      .map((verb) => `cloudformation:${verb}Resource${verb === 'List' ? 's' : ''}`)
      .toSpliced(3, 0, 'cloudformation:GetResourceRequestStatus'),
  )
  for (const action of [
    'ec2:CreateVpc',
    'ec2:DeleteVpc',
    'ec2:DescribeVpcs',
    'ec2:ModifyVpcAttribute',
  ])
    expect(sids.get('AWSEC2VPC')?.Action).toContain(action)
  expect(sids.get('AWSIAMRole')?.Action).toContain('iam:GetRole')
  expect(sids.get('AWSIAMRole')?.Action).not.toContain('iam:CreateRole')
})

test('variables and conditions are those of the environment; rows are the same permissions', async () => {
  const cwd = stackFolder({ ...FILES, 'vars.yaml': 'cidr: 10.0.0.0/16' })
  const args = ['policy', 'shop', 'prod', '--vars', 'vars.yaml', '-o', 'csv']
  const { code, stdout } = await skyql([...args, ...ARGS.slice(0, 2)], { cwd })
  expect(code).toBe(0)
  expect(stdout).toContain('AWS::SQS::Queue,create,sqs:CreateQueue')
  const missing = await skyql(['policy', 'shop'], { cwd })
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('environment')])
})
