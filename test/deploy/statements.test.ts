import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const CREATE =
  "/*+ create */\nINSERT INTO awscc.logs.log_groups (LogGroupName, region) SELECT '{{ name }}', '{{ region }}';\n"
const EXISTS =
  "/*+ exists */\nSELECT count(*) AS count FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ name }}';\n"
const resource = (name: string): string =>
  `  - name: group\n    props: [{ name: name, value: ${name} }]\n`
const outputs = (stdout: string): unknown => (JSON.parse(stdout) as { exports: unknown }).exports

describe('callback', () => {
  const waiting = (condition: string, retries: number): string =>
    `${EXISTS}${CREATE}/*+ callback:create, retries=${String(retries)}, retry_delay=0 */\nSELECT count(*) AS count FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '${condition}';\n`

  test('that says the create is done lets the build go on', async () => {
    const files = { 'resources/group.iql': waiting('{{ name }}', 3) }
    const auth =
      '    auth: { aws: { type: aws_signing_v1, keyIDenvvar: AWS_ACCESS_KEY_ID, credentialsenvvar: AWS_SECRET_ACCESS_KEY } }\n'
    const dir = cloud.write('called', resource('called') + auth, files)
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toContain(
      "> INSERT INTO awscc.logs.log_groups (LogGroupName, region) SELECT 'called', 'us-east-1'",
    )
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
  })

  test('that never says so fails the resource, and troubleshoot tells why', async () => {
    const troubleshoot = "/*+ troubleshoot:create */\nSELECT '{{ name }} is stuck' AS verdict;\n"
    const files = { 'resources/group.iql': waiting('another', 2) + troubleshoot }
    const dir = cloud.write('uncalled', resource('uncalled'), files)
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code).toBe(1)
    expect(built.stderr).toContain('its callback did not say that the create is done')
    expect(built.stderr).toContain('uncalled is stuck')
  })

  test('is left out where what the create returned says that it is done', async () => {
    const short =
      '/*+ callback, short_circuit_field=log_group_name, short_circuit_value=short */\nSELECT 0 AS count;\n'
    const returning = CREATE.replace(';', ' RETURNING *;')
    const files = { 'resources/group.iql': EXISTS + returning + short }
    const dir = cloud.write('short', resource('short'), files)
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
  })
})

test('callback.ProgressEvent, and its columns by themselves, are those of the request', async () => {
  const asked =
    "/*+ callback:create, retries=2 */\nSELECT count(*) AS count FROM awscc.cloud_control.resource_request WHERE region = '{{ region }}' AND request_token = '{{ callback.ProgressEvent.RequestToken }}' AND operation_status = 'SUCCESS' AND '{{ callback.RequestToken }}' = '{{ group.callback.ProgressEvent.RequestToken }}';\n"
  const returning = CREATE.replace(';', ' RETURNING Identifier, RequestToken, OperationStatus;')
  for (const [name, create] of [
    ['awaited', CREATE],
    ['returned', returning],
  ] as const) {
    const dir = cloud.write(name, resource(name), {
      'resources/group.iql': EXISTS + create + asked,
    })
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
  }
})

test('troubleshoot tells about a statement that failed', async () => {
  const files = {
    'resources/group.iql': `${EXISTS}/*+ create */\nINSERT INTO awscc.ec2.subnets (VpcId, CidrBlock, region) SELECT 'vpc-0', '10.0.0.0/24', '{{ region }}';\n/*+ troubleshoot */\nSELECT 'ask the network people' AS advice;\n`,
  }
  const dir = cloud.write('troubled', resource('troubled'), files)
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code).toBe(1)
  expect(built.stderr).toContain('ask the network people')
})

describe('scripts and commands', () => {
  test('run on each build, in the order of what they use, and export', async () => {
    const dir = cloud.write(
      'runs',
      `  - name: number\n    type: script\n    run: 'echo "{\\"answer\\": 42, \\"key\\": \\"hush\\"}"'\n    exports: [answer, key]\n    protected: [key]\n` +
        `  - name: make\n    type: command\n    sql: "INSERT INTO awscc.logs.log_groups (log_group_name, region) SELECT 'runs-{{ answer }}', '{{ region }}' WHERE NOT EXISTS (SELECT 1 FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = 'runs-{{ answer }}')"\n` +
        `  - name: look\n    type: query\n    depends_on: [make]\n    sql: "SELECT log_group_name AS found FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = 'runs-{{ answer }}'"\n    exports: [found]\n` +
        'exports: [found, answer, key]\n',
    )
    for (const time of ['first', 'second']) {
      const built = await cloud.stack('build', dir, 'dev', '--yes', '-o', 'json')
      expect(built.code, time + built.stderr).toBe(0)
      expect(outputs(built.stdout)).toMatchObject({ found: 'runs-42', answer: 42 })
      expect(built.stdout + built.stderr).not.toContain('hush')
    }
    const tested = await cloud.stack('test', dir, 'dev')
    expect(tested.code, tested.stdout + tested.stderr).toBe(0)
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code, gone.stderr).toBe(0)
  })

  test('a script that prints no object although it has exports fails with what it printed', async () => {
    const dir = cloud.write(
      'prints',
      "  - name: number\n    type: script\n    run: 'echo forty-two'\n    exports: [answer]\n",
    )
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code).toBe(1)
    expect(built.stderr).toContain('must print a JSON object')
    expect(built.stderr).toContain('forty-two')
  })
})

test('auth: a resource is made, changed and deleted with the credentials that it names', async () => {
  const other =
    '    auth: { aws: { type: aws_signing_v1, keyIDenvvar: OTHER_KEY, credentialsenvvar: OTHER_SECRET } }\n'
  const plain = (name: string, days: number): string =>
    `  - name: ${name}\n    table: awscc.logs.log_groups\n    props:\n      - { name: LogGroupName, value: ${name} }\n      - { name: RetentionInDays, value: ${String(days)} }\n`
  const theirs = (days: number): string =>
    `${plain('plain', days)}${other}    exports: [Arn]\n${resource('theirs')}${other}`
  const files = { 'resources/group.iql': EXISTS + CREATE }
  const given = ['-e', 'OTHER_KEY=222222222222', '-e', 'OTHER_SECRET=hush']
  const inAccount = async (account: string): Promise<unknown> => {
    const sql =
      "SELECT log_group_name AS name, retention_in_days AS days FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name IN ('plain', 'theirs', 'ours', 'leaves') ORDER BY 1"
    const { stdout, stderr } = await cloud.sql(sql, { AWS_ACCESS_KEY_ID: account })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  }
  const dir = cloud.write(
    'accounts',
    `${theirs(1)}${plain('leaves', 1)}${other}${plain('ours', 1)}`,
    files,
  )
  const built = await cloud.stack('build', dir, 'dev', '--yes', '-o', 'json', ...given)
  expect(built.code, built.stderr).toBe(0)
  expect(await inAccount('123456789012')).toEqual([{ name: 'ours', days: 1 }])
  expect(await inAccount('222222222222')).toEqual([
    { name: 'leaves', days: 1 },
    { name: 'plain', days: 1 },
    { name: 'theirs', days: null },
  ])
  // What leaves the manifest is deleted where it was made.
  cloud.write('accounts', theirs(3), files)
  const changed = await cloud.stack('build', dir, 'dev', '--yes', ...given)
  expect(changed.code, changed.stderr).toBe(0)
  expect(await inAccount('222222222222')).toEqual([
    { name: 'plain', days: 3 },
    { name: 'theirs', days: null },
  ])
  expect((await cloud.stack('teardown', dir, 'dev', '--yes', ...given)).code).toBe(0)
  // What has no delete statement is deleted by what is recorded of it, with the same credentials.
  expect(await inAccount('222222222222')).toEqual([])
})

test('import, plan, info and teardown of what exists', async () => {
  const made = await cloud.sql(
    "INSERT INTO awscc.logs.log_groups (log_group_name, retention_in_days, region) SELECT '/found/here', 5, 'us-east-1'",
  )
  expect(made.code, made.stderr).toBe(0)
  const dir = cloud.write(
    'imports',
    resource('own')
      .replace('name: name', 'name: LogGroupName')
      .replace('props', 'table: awscc.logs.log_groups\n    props'),
  )
  const imported = await cloud.stack('import', dir, 'dev', 'AWS::Logs::LogGroup', '/found/here')
  expect(imported.code, imported.stderr).toBe(0)
  const built = await cloud.stack('build', dir, 'dev', '--yes', '-o', 'json')
  expect(built.code, built.stderr).toBe(0)
  const { resources } = JSON.parse(built.stdout) as {
    resources: { name: string; status: string }[]
  }
  expect(resources.map(({ name, status }) => [name, status]).sort()).toEqual([
    ['group', 'done'],
    ['here', 'unchanged'],
  ])
  const info = await cloud.stack('info', dir, 'dev')
  expect(info.code, info.stderr).toBe(0)
  expect(info.stdout).toMatch(/here\s+AWS::Logs::LogGroup\s.*\/found\/here/)
  await cloud.sql(
    `INSERT INTO awscc.rds.db_instances (DBInstanceIdentifier, DBInstanceClass, Engine, MasterUsername, MasterUserPassword, region)
     VALUES ('db', 'db.t3.micro', 'mysql', 'me', 'not-to-be-told', 'us-east-1')`,
  )
  const database = await cloud.stack(
    'import',
    dir,
    'dev',
    'AWS::RDS::DBInstance',
    'db',
    '-o',
    'json',
  )
  expect([database.code, database.stderr]).toEqual([
    0,
    expect.stringMatching(
      /AWS::RDS::DBInstance may have MasterUserPassword, .* and \d+ more, which the service does not return/,
    ),
  ])
  expect((JSON.parse(database.stdout) as { left: string[] }).left).toContain('MasterUserPassword')
  const again = await cloud.stack('import', dir, 'dev', 'AWS::Logs::LogGroup', '/not/here')
  expect(again.code).not.toBe(0)
  expect(again.stderr).toContain('there is no AWS::Logs::LogGroup /not/here')
  const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(gone.code, gone.stderr).toBe(0)
  expect(
    await cloud.values(
      "SELECT log_group_name FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name = '/found/here'",
    ),
  ).toEqual([])
})

describe('before anything is made', () => {
  const made =
    '  - name: made\n    table: awscc.logs.log_groups\n' +
    '    props: [{ name: LogGroupName, value: /made }]\n    exports: [{ LogGroupName: made }]\n'
  const uses = (...names: readonly string[]): string =>
    names
      .map((name) => `  - name: ${name}\n    props: [{ name: group, value: '{{ made }}' }]\n`)
      .join('')
  const exists = EXISTS.replaceAll('{{ name }}', '{{ group }}')

  test('all mistakes of statements are told where they are, those that wait for values, too', async () => {
    const insert = 'INSERT INTO awscc.logs.log_groups'
    const dir = cloud.write('mistakes', made + uses('syntax', 'name', 'width', 'checked'), {
      'resources/syntax.iql': `${exists}\n/*+ create */\n${insert} (LogGroupName, region)\nSELEC '{{ group }}', 'us-east-1'\n`,
      'resources/name.iql': `${exists}/*+ create */\n${insert}\n  (LogGroupName,\n   "{{ 'LogGroup' }}Nam", region) SELECT '{{ group }}', 'a', 'us-east-1'\n`,
      'resources/width.iql': `${exists}/*+ create */\n${insert} (LogGroupName, region) VALUES ('{{ group }}', 'us-east-1', 3)\n`,
      'resources/checked.iql': `${exists}/*+ create */\n${insert} (LogGroupName, region) VALUES ('{{ group }}', 'us-east-1')\n/*+ statecheck */\nSELECT count(*) AS count FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND nothing = '{{ group }}'\n`,
    })
    const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes')
    expect(code).toBe(1)
    expect(stderr.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      expect.stringMatching(/syntax\.iql:6:1: syntax, create: an INSERT takes VALUES or a SELECT/),
      expect.stringMatching(/name\.iql:6:4: name, create: .* no property "LogGroupNam"/),
      expect.stringMatching(/width\.iql:4:\d+: width, create: 2 columns are named/),
      expect.stringMatching(/checked\.iql:6:\d+: checked, statecheck: .*nothing/),
    ])
    const there =
      "SELECT log_group_name FROM awscc.logs.log_groups WHERE log_group_name = '/made' AND region = 'us-east-1'"
    expect(await cloud.values(there)).toEqual([])
  })

  test('a statement of the manifest is shown as it is written there', async () => {
    const command =
      "  - name: late\n    type: command\n    sql: DELETE FROM awscc.logs.log_groups WHERE nothing = '{{ made }}'\n"
    const { code, stderr } = await cloud.stack('plan', cloud.write('inline', made + command), 'dev')
    expect(code).toBe(1)
    expect(stderr).toContain('late, command: there is no column "nothing"')
    expect(stderr).toMatch(/stackql_manifest\.yml:1\d:\d+/)
    expect(stderr).toContain("nothing = '{{ made }}'")
  })

  test('what only values can tell is no mistake', async () => {
    const query =
      "  - name: where\n    type: query\n    sql: SELECT 'log_groups' AS tab, 3 AS days, '{{ made }}' AS of\n    exports: [tab, days]\n"
    const dir = cloud.write(
      'values',
      `${made}${query}  - name: late\n    props: [{ name: group, value: '{{ made }}/late' }, { name: days, value: '{{ days }}' }]\n`,
      {
        'resources/late.iql':
          "/*+ exists */\nSELECT count(*) AS count FROM awscc.logs.{{ tab }} WHERE region = 'us-east-1' AND log_group_name = '{{ group }}'\n" +
          "/*+ create */\nINSERT INTO awscc.logs.{{ tab }} (LogGroupName, RetentionInDays, region)\nSELECT '{{ group }}', {{ days }}, 'us-east-1'\n",
      },
    )
    const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes')
    expect(code, stderr).toBe(0)
    const days =
      "SELECT retention_in_days FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name = '/made/late'"
    expect(await cloud.values(days)).toEqual([3])
  })
})
