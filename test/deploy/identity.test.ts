import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* Which cloud resource a declared one is: names change, what is there may be somebody else's, and nothing goes by mistake. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(['--handler', '30'])
})
afterAll(async () => {
  await cloud.stop()
})

const group = (name: string, groupName: string, more = ''): string =>
  `  - name: ${name}\n    table: awscc.logs.log_groups\n${more}    props: [{ name: LogGroupName, value: ${groupName} }]\n`

async function groups(prefix: string): Promise<unknown[]> {
  return (
    await cloud.values(
      `SELECT log_group_name FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name LIKE '${prefix}-%' ORDER BY 1`,
    )
  ).flat()
}

async function built(name: string, resources: string, ...flags: string[]): Promise<string> {
  const dir = cloud.write(name, resources)
  const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes', ...flags)
  expect(code, stderr).toBe(0)
  return dir
}

describe('a resource that has another name in the manifest', () => {
  test('is the same resource', async () => {
    const dir = await built('renamed', group('first', 'renamed-a'))
    cloud.write('renamed', group('second', 'renamed-a'))
    const plan = await cloud.stack('plan', dir, 'dev')
    expect(plan.stdout).toContain('it is second now')
    expect(plan.stdout).not.toMatch(/delete/)
    await built('renamed', group('second', 'renamed-a'))
    expect(await groups('renamed')).toEqual(['renamed-a'])
    expect((await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')).code).toBe(0)
    cloud.write('renamed', group('third', 'renamed-a'))
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code, gone.stderr).toBe(0)
    expect(await groups('renamed')).toEqual([])
  })

  test('is the same one where two have changed places', async () => {
    await built('swapped', group('one', 'swapped-a') + group('two', 'swapped-b'))
    const dir = await built('swapped', group('one', 'swapped-b') + group('two', 'swapped-a'))
    expect(await groups('swapped')).toEqual(['swapped-a', 'swapped-b'])
    expect((await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')).code).toBe(0)
    await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(await groups('swapped')).toEqual([])
  })

  test.each([
    ['forwards', ['a', 'b'], ['b', 'c']],
    ['backwards', ['b', 'c'], ['a', 'b']],
  ])('leaves what the next one is, where names move %s', async (how, [a, b], [c, d]) => {
    const name = `moved-${how}`
    await built(name, group('one', `${name}-${a}`) + group('two', `${name}-${b}`))
    const dir = await built(name, group('one', `${name}-${c}`) + group('two', `${name}-${d}`))
    expect(await groups(name)).toEqual([`${name}-${c}`, `${name}-${d}`])
    expect((await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')).code).toBe(0)
  })

  test('may be the same one where its statements do not tell', async () => {
    const statements =
      "/*+ exists */\nSELECT count(*) AS count FROM awscc.sns.topics WHERE region = 'us-east-1' AND topic_name = 'told'\n/*+ create */\nINSERT INTO awscc.sns.topics (TopicName, region) SELECT 'told', 'us-east-1'\n"
    const topic = (name: string): string =>
      `  - name: ${name}\n    table: awscc.sns.topics\n    props: [{ name: note, value: x }]\n`
    const dir = cloud.write('told', topic('first'), { 'resources/first.iql': statements })
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    cloud.write('told', topic('second'), { 'resources/second.iql': statements })
    const again = await cloud.stack('build', dir, 'dev', '--yes')
    const topics = await cloud.values(
      `SELECT topic_name FROM awscc.sns.topics WHERE region = 'us-east-1' AND topic_name = 'told'`,
    )
    expect(again.stderr).toContain('may be the same AWS::SNS::Topic')
    expect(topics).toEqual(['told'])
  })
})

describe('a resource of which something is declared that cannot change', () => {
  test('stays where its region is another one', async () => {
    await built('region', group('g', 'region-a'))
    const dir = cloud.write('region', group('g', 'region-a', '    region: eu-west-1\n'))
    for (const verb of ['plan', 'build']) {
      const { code, stderr } = await cloud.stack(
        verb,
        dir,
        'dev',
        ...(verb === 'build' ? ['--yes'] : []),
      )
      expect(code).toBe(2)
      expect(stderr).toContain(
        'was built in us-east-1 as region-a, and its region is eu-west-1 now',
      )
    }
    expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
    expect(await groups('region')).toEqual([])
  })

  test('stays where its type is another one', async () => {
    await built('typed', group('g', 'typed-a'))
    const topic = `  - name: g\n    table: awscc.sns.topics\n    props: [{ name: TopicName, value: typed }]\n`
    const dir = cloud.write('typed', topic)
    const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes')
    expect(code).toBe(2)
    expect(stderr).toContain(
      'was built as AWS::Logs::LogGroup typed-a, and is declared as AWS::SNS::Topic now',
    )
    await built('typed', topic.replace('name: g', 'name: t'))
    expect(await groups('typed')).toEqual([])
  })

  test('is not made anew where the manifest says which one it is', async () => {
    const vpc = `  - name: v\n    table: awscc.ec2.vpcs\n    identifier: vpc-0123456789abcdef0\n    props: [{ name: CidrBlock, value: 10.77.0.0/16 }]\n`
    const dir = cloud.write('named', vpc)
    for (const flags of [[], ['--state', 'none']]) {
      const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes', ...flags)
      expect(code).toBe(1)
      expect(stderr).toContain('vpc-0123456789abcdef0, which the manifest names, is not there')
    }
  })
})

describe('what somebody else has made', () => {
  async function foreign(name: string, days: number): Promise<void> {
    const { code, stderr } = await cloud.sql(
      `INSERT INTO awscc.logs.log_groups (LogGroupName, RetentionInDays, region) VALUES ('${name}', ${String(days)}, 'us-east-1')`,
    )
    expect(code, stderr).toBe(0)
  }
  const days = (name: string): Promise<unknown[]> =>
    cloud.values(
      `SELECT retention_in_days FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND identifier = '${name}'`,
    )
  const retained = (name: string, groupName: string, value: number): string =>
    `  - name: ${name}\n    table: awscc.logs.log_groups\n    props:\n      - { name: LogGroupName, value: ${groupName} }\n      - { name: RetentionInDays, value: ${String(value)} }\n`

  test('is changed once somebody agrees, and until then nothing is', async () => {
    await foreign('theirs-a', 7)
    const dir = cloud.write(
      'theirs',
      retained('new', 'theirs-b', 3) + retained('old', 'theirs-a', 14),
    )
    expect((await cloud.stack('plan', dir, 'dev')).stdout).toContain(
      'nothing tells that it is of this stack',
    )
    const refused = await cloud.stack('build', dir, 'dev', '--yes')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('theirs-a is there already, and not of this stack')
    expect(await groups('theirs')).toEqual(['theirs-a'])
    expect(await days('theirs-a')).toEqual([7])
    const adopted = await cloud.stack('build', dir, 'dev', '--yes', '--adopt')
    expect(adopted.code, adopted.stderr).toBe(0)
    expect(await days('theirs-a')).toEqual([14])
    expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
    expect(await groups('theirs')).toEqual([])
  })

  test('is used where it is as it is declared, and stays', async () => {
    await foreign('shared-a', 7)
    const dir = await built('shared', retained('g', 'shared-a', 7))
    const refused = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(refused.code).toBe(2)
    expect(refused.stderr).toContain('nothing tells that shared/dev has made g (shared-a)')
    expect(await groups('shared')).toEqual(['shared-a'])
    expect((await cloud.stack('teardown', dir, 'dev', '--yes', '--adopt')).code).toBe(0)
    expect(await groups('shared')).toEqual([])
  })

  test('stays where the environment is another one', async () => {
    const dir = await built('env', retained('g', 'env-a', 7))
    expect((await cloud.stack('teardown', dir, 'typo', '--yes')).code).toBe(2)
    expect(await groups('env')).toEqual(['env-a'])
  })

  test('is no way around protection', async () => {
    await built('own', group('g', 'own-a', '    protect: true\n'))
    await foreign('own-b', 7)
    const dir = cloud.write('own', group('g', 'own-b', '    protect: true\n'))
    for (const flags of [[], ['--adopt']]) {
      const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes', ...flags)
      expect(code).toBe(2)
      expect(stderr).toContain('g is protected')
    }
    expect(await groups('own')).toEqual(['own-a', 'own-b'])
  })

  test('that comes while a stack is built is not taken, and not deleted by a rollback', async () => {
    const meanwhile = cloud.command(
      `INSERT INTO awscc.logs.log_groups (LogGroupName, RetentionInDays, region) VALUES ('race-a', 7, 'us-east-1')`,
    )
    const dir = cloud.write(
      'race',
      `  - { name: maker, type: script, run: ${JSON.stringify(meanwhile)} }\n${retained('g', 'race-a', 14).replace('    props', '    depends_on: [maker]\n    props')}  - { name: fails, type: script, run: 'exit 1', depends_on: [g] }\n`,
    )
    const refused = await cloud.stack('build', dir, 'dev', '--yes', '--on-failure', 'rollback')
    expect(refused.stderr).toContain('race-a is there already, and not of this stack')
    expect(await days('race-a')).toEqual([7])
    await cloud.sql(
      `DELETE FROM awscc.logs.log_groups WHERE identifier = 'race-a' AND region = 'us-east-1'`,
    )
    const undone = await cloud.stack(
      'build',
      dir,
      'dev',
      '--yes',
      '--adopt',
      '--on-failure',
      'rollback',
    )
    expect(undone.code).toBe(1)
    expect(await days('race-a')).toEqual([7])
  })
})

test('what was made a moment ago and is not seen everywhere yet is not taken for gone when it leaves', async () => {
  const late = await stackCloud(['--fault', 'notfound-after-create:1:1500'])
  try {
    const dir = late.write('late', group('a', 'late-a') + group('b', 'late-b'))
    expect((await late.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    late.write('late', group('a', 'late-a'))
    const { code, stderr } = await late.stack('build', dir, 'dev', '--yes')
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/deleted +b/)
  } finally {
    await late.stop()
  }
})

test('what is in another account is not taken for gone', async () => {
  const dir = await built('account', group('a', 'account-a') + group('b', 'account-b'))
  const refused = 'was built in the account 123456789012, and these are credentials of 111122223333'
  for (const verb of ['plan', 'build', 'teardown']) {
    const yes = verb === 'plan' ? [] : ['--yes']
    const { code, stderr } = await cloud.stackIn('111122223333', verb, dir, 'dev', ...yes)
    expect(code).toBe(2)
    expect(stderr).toContain(refused)
  }
  cloud.write('account', group('a', 'account-a'))
  for (const verb of ['build', 'teardown']) {
    const { stderr } = await cloud.stackIn(
      '111122223333',
      verb,
      dir,
      'dev',
      '--yes',
      '--exclude',
      'a',
    )
    expect(stderr).not.toContain('forgotten')
  }
  expect((await cloud.stackIn('111122223333', 'teardown', dir, 'dev', '--yes')).code).toBe(2)
  expect(await groups('account')).toEqual(['account-a', 'account-b'])
  expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
  expect(await groups('account')).toEqual([])
})

describe('what is replaced', () => {
  const network = (cidr: string, more = ''): string =>
    `  - name: vpc
    table: awscc.ec2.vpcs
    props: [{ name: CidrBlock, value: ${cidr} }]
    exports: [{ VpcId: vpc_id }]
  - name: subnet
    table: awscc.ec2.subnets
    props:
      - { name: VpcId, value: '{{ vpc_id }}' }
      - { name: CidrBlock, value: ${cidr.replace('/16', '/24')} }
    exports: [{ SubnetId: subnet_id }]
  - name: parameter
    table: awscc.ssm.parameters
    props: [{ name: Name, value: /replaced }, { name: Type, value: String }, { name: Value, value: '{{ subnet_id }}' }]
${more}`
  const writes = (debug: string): string[] =>
    [...debug.matchAll(/^debug: (Create|Delete)Resource .*?AWS::(\w+::\w+)/gm)].map(
      ([, verb = '', type = '']) => `${verb} ${type}`,
    )
  const cidrs = (): Promise<unknown[]> =>
    cloud.values(
      `SELECT cidr_block FROM awscc.ec2.subnets WHERE region = 'us-east-1' AND cidr_block LIKE '10.9%' ORDER BY 1`,
    )

  test('goes once all that depends on it has what came in its place', async () => {
    await built('replaced', network('10.91.0.0/16'))
    const dir = cloud.write('replaced', network('10.92.0.0/16'))
    const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes', '--debug')
    expect(code, stderr).toBe(0)
    expect(stderr).toMatch(/deleted +subnet/)
    expect(writes(stderr).slice(-4)).toEqual([
      'Create EC2::VPC',
      'Create EC2::Subnet',
      'Delete EC2::Subnet',
      'Delete EC2::VPC',
    ])
    expect(await cidrs()).toEqual(['10.92.0.0/24'])
    expect((await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')).code).toBe(0)
  })

  test('is what a rollback goes back to', async () => {
    const before = await cloud.values(
      `SELECT value FROM awscc.ssm.parameters WHERE identifier = '/replaced' AND region = 'us-east-1'`,
    )
    const dir = cloud.write(
      'replaced',
      network(
        '10.93.0.0/16',
        `  - { name: fails, type: script, run: 'exit 1', depends_on: [parameter] }\n`,
      ),
    )
    const { code, stderr } = await cloud.stack(
      'build',
      dir,
      'dev',
      '--yes',
      '--on-failure',
      'rollback',
    )
    expect(code).toBe(1)
    expect(stderr).not.toContain('not undone')
    expect(await cidrs()).toEqual(['10.92.0.0/24'])
    expect(
      await cloud.values(
        `SELECT value FROM awscc.ssm.parameters WHERE identifier = '/replaced' AND region = 'us-east-1'`,
      ),
    ).toEqual(before)
    cloud.write('replaced', network('10.92.0.0/16'))
    const plan = await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')
    expect(plan.code, plan.stdout).toBe(0)
    expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
    expect(await cidrs()).toEqual([])
  })
})
