import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { skyql } from '../support/skyql.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

test('what the files and the catalogue find wrong is told together, each once', async () => {
  const dir = cloud.write(
    'wrong',
    `  - name: table
    table: awscc.logs.log_group
    props: [{ name: LogGroupName, value: x }]
  - name: template
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: '{{ nothing }}' }]
  - name: type
    table: awscc.logs.log_groups
    props:
      - { name: RetentionInDays, value: soon }
      - { name: RetentionDays, value: 1 }
    retains: true
`,
  )
  const { code, stderr } = await cloud.stack('plan', dir, 'dev', '--debug')
  expect(code).toBe(1)
  expect(stderr).toContain('5 problems in the stack')
  expect(problemsIn(stderr)).toEqual([
    [6, expect.stringContaining('log_groups')],
    [10, expect.stringContaining('"nothing" is not defined')],
    [14, expect.stringContaining('RetentionInDays')],
    [15, expect.stringContaining('RetentionInDays')],
    [16, expect.stringContaining('retain')],
  ])
  expect(stderr, 'nothing was called').not.toContain('GetResource')
})

test('a path to ignore that the type does not have is told, with the nearest name', async () => {
  const dir = cloud.write(
    'paths',
    `  - name: queue
    table: awscc.sqs.queues
    props: [{ name: QueueName, value: q }]
    ignore_changes: [QueuName, queue_name, Tags.0.Kye, Tags.Key, DelaySeconds.Unit]
`,
  )
  const { code, stderr } = await cloud.stack('plan', dir, 'dev')
  expect(code).toBe(1)
  expect(problemsIn(stderr)).toEqual([
    [8, expect.stringMatching(/queue, ignore_changes: .*"QueuName" .*QueueName/)],
    [8, expect.stringMatching(/Tags\.0 has no property "Kye" .*Key/)],
    [8, expect.stringMatching(/Tags has no property "Key" .*Tags\.0 is its first item/)],
    [8, expect.stringMatching(/DelaySeconds has no property "Unit" .*no properties/)],
  ])
})

test('a resource that is declared twice is told before anything is made', async () => {
  const bucket = (name: string, value: string, more = ''): string =>
    `  - name: ${name}
    table: awscc.s3.buckets
    props: [{ name: BucketName, value: ${value} }]
${more}`
  const unlike = [
    bucket('west', 'twice', '    region: us-west-2\n'),
    bucket('dev', 'either', "    if: stack_env == 'dev'\n"),
    bucket('prd', 'either', "    if: stack_env == 'prd'\n"),
  ].join('')
  const declared = [
    bucket('one', 'twice', '    exports: [{ BucketName: first }]\n'),
    bucket('two', `'{{ "twi" ~ "ce" }}'`),
  ]
  const dir = cloud.write('twice', declared.join('') + unlike)
  const known = await cloud.stack('build', dir, 'dev', '--yes')
  expect([known.code, known.stderr]).toEqual([
    1,
    expect.stringMatching(/two and one are the same resource: AWS::S3::Bucket twice in us-east-1/),
  ])
  expect(known.stderr).toContain('stackql_manifest.yml:9')
  const late = bucket('two', "'{{ first }}'")
  cloud.write('twice', [declared[0], late].join('') + unlike)
  expect((await cloud.stack('build', dir, 'dev', '--yes')).stderr).toContain('the same resource')
  const none = await cloud.values(
    "SELECT bucket_name FROM awscc.s3.buckets WHERE region = 'us-east-1'",
  )
  expect(none).toEqual([])
  cloud.write('twice', [declared[0]].join('') + unlike)
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
})

test('what a skipped resource would export has no value, and the reason is told', async () => {
  const dir = cloud.write(
    'skips',
    `  - name: my-net
    table: awscc.ec2.vpcs
    if: stack_env == 'prd'
    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]
    exports: [VpcId]
  - name: flat
    table: awscc.ec2.subnets
    props: [{ name: VpcId, value: '{{ VpcId }}' }, { name: CidrBlock, value: 10.0.0.0/24 }]
  - name: scoped
    table: awscc.ec2.subnets
    props: [{ name: VpcId, value: '{{ my-net.VpcId }}' }, { name: CidrBlock, value: 10.0.1.0/24 }]
`,
  )
  const { code, stderr } = await cloud.stack('plan', dir, 'dev')
  expect(code).toBe(1)
  const why = 'has no value: my-net is skipped, since its condition does not hold'
  expect(stderr).toContain(`"VpcId" ${why}`)
  expect(stderr).toContain(`"my-net" ${why}`)
  expect(stderr).not.toContain('-e ')
})

test('what could not be read is told as such, and not what comes from it', async () => {
  const dir = cloud.write(
    'dead',
    `  - name: net
    table: awscc.ec2.vpcs
    identifier: vpc-1
    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]
    exports: [VpcId]
  - name: group
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: '{{ VpcId }}' }]
`,
  )
  for (const verb of ['plan', 'test', 'teardown']) {
    const dead = ['--endpoint-url', 'http://127.0.0.1:9', ...(verb === 'teardown' ? ['--yes'] : [])]
    const env = { AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' }
    const ran = await skyql(['stack', verb, dir, 'dev', ...dead], { cwd: dir, env })
    const { code, stderr, stdout } = ran
    expect([verb, code]).toEqual([verb, 4])
    expect(stderr + stdout).not.toContain('is not defined')
  }
})

test('a graph is drawn only as what its name says', async () => {
  const dir = cloud.write('drawn', '  - { name: tell, type: script, run: "true" }\n')
  const draw = (file: string): ReturnType<StackCloud['stack']> =>
    cloud.stack('plan', dir, 'dev', '--graph', join(dir, file))
  const refused = await draw('x.png')
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('.svg, .mmd')])
  expect(existsSync(join(dir, 'x.png'))).toBe(false)
  for (const [file, start] of [
    ['x.svg', '<svg'],
    ['x.mmd', 'flowchart'],
    ['x.mermaid', 'flowchart'],
    ['x.md', '```mermaid\nflowchart'],
  ] as const) {
    expect((await draw(file)).code).toBe(0)
    expect(readFileSync(join(dir, file), 'utf8').startsWith(start)).toBe(true)
  }
})

/** Line and text of each problem that a run printed. */
function problemsIn(stderr: string): [number, string][] {
  return [...stderr.matchAll(/^- \S*?:(\d+):\d+: (.*)$/gm)].map(([, line, text = '']) => [
    Number(line),
    text,
  ])
}

test('a value that cannot be filled in hides nothing else of its resource', async () => {
  const dir = cloud.write(
    'several',
    `  - name: group
    table: awscc.logs.log_groups
    region: "{{ nowhere }}"
    props:
      - { name: LogGroupName, value: "{{ 'x' | from_json }}" }
      - { name: KmsKeyId, value: '{{ LogGroupName }}' }
      - { name: RetentionInDays, value: soon }
      - { name: Arn, value: mine }
    exports: [{ Arnn: arn }]
  - name: link
    table: awscc.ec2.subnet_route_table_associations
    props:
      - { name: RouteTableIdd, value: a }
`,
  )
  const { code, stderr } = await cloud.stack('plan', dir, 'dev', '--debug')
  expect(code).toBe(1)
  expect(problemsIn(stderr)).toEqual([
    [5, expect.stringContaining('"nowhere" is not defined')],
    [9, expect.stringContaining('from_json')],
    [11, expect.stringContaining('RetentionInDays')],
    [12, expect.stringContaining('read-only')],
    [13, expect.stringContaining('"Arnn"')],
    [14, expect.stringContaining('needs RouteTableId, SubnetId')],
    [17, expect.stringContaining('RouteTableIdd')],
  ])
  expect(stderr, 'nothing was called').not.toContain('GetResource')
})

test('what is missing or misspelled beside values of other resources is told before anything is made', async () => {
  const dir = cloud.write(
    'waiting',
    `  - name: vpc
    table: awscc.ec2.vpcs
    props: [{ name: CidrBlock, value: 10.0.0.0/16 }]
    exports: [{ VpcId: vpc_id }]
  - name: link
    table: awscc.ec2.subnet_route_table_associations
    props: [{ name: RouteTableId, value: '{{ vpc_id }}' }]
  - name: misspelled
    table: awscc.ec2.route_tables
    props:
      - { name: VpcIdd, value: '{{ vpc_id }}' }
      - { name: VpcId, value: '{{ vpc_id }}' }
  - name: given
    table: awscc.ec2.route_tables
    props: [{ name: RouteTableId, value: '{{ vpc_id }}' }, { name: VpcId, value: x }]
  - name: twice
    table: awscc.ec2.route_tables
    props: [{ name: VpcId, value: '{{ vpc_id }}' }, { name: vpc_id, value: x }]
  - name: bucket
    table: awscc.s3.buckets
    props:
      - name: ReplicationConfiguration
        value: { Role: '{{ vpc_id }}', Rules: [{ Status: Enabled }] }
  - name: named
    table: awscc.s3.buckets
    props:
      - { name: ReplicationConfiguration, value: { '{{ vpc_id }}': x } }
`,
  )
  const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes', '--debug')
  expect(code).toBe(1)
  expect(problemsIn(stderr)).toEqual([
    [9, expect.stringContaining('needs SubnetId')],
    [15, expect.stringContaining('VpcIdd')],
    [19, expect.stringContaining('RouteTableId of AWS::EC2::RouteTable is read-only')],
    [22, expect.stringContaining('VpcId is given twice, as "VpcId" and "vpc_id"')],
    [27, expect.stringContaining('needs ReplicationConfiguration.Rules.0.Destination')],
  ])
  expect(stderr, 'nothing was called').not.toContain('Resource AWS')
})
