import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* What manifests and anchors promise about when something is run, and what is said of it. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const groups = (prefix: string): Promise<unknown[]> =>
  cloud.values(
    `SELECT log_group_name FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name LIKE '${prefix}%' ORDER BY 1`,
  )
const GROUP = 'awscc.logs.log_groups'

test('a multi is deleted by a teardown whatever its exists says', async () => {
  const insert = (name: string): string =>
    `INSERT INTO ${GROUP} (LogGroupName, region) SELECT '${name}', '{{ region }}';\n`
  const iql = `/*+ exists */
SELECT (count(*) = 3)::int AS count FROM ${GROUP} WHERE region = '{{ region }}' AND log_group_name LIKE 'many-%';
/*+ create */
${insert('many-1')}${insert('many-2')}${insert('many-3')}/*+ delete */
DELETE FROM ${GROUP} WHERE region = '{{ region }}' AND log_group_name LIKE 'many-%';
`
  const resources = '  - name: m\n    type: multi\n    props: [{ name: x, value: 1 }]\n'
  const dir = cloud.write('many', resources, { 'resources/m.iql': iql })
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  const sql = `DELETE FROM ${GROUP} WHERE region = 'us-east-1' AND Identifier = 'many-2'`
  expect((await cloud.sql(sql)).code).toBe(0)
  expect(await groups('many-')).toEqual(['many-1', 'many-3'])
  const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(gone.code, gone.stderr).toBe(0)
  expect(await groups('many-')).toEqual([])
})

test('createorupdate is run by each build', async () => {
  const iql = `/*+ exists */
SELECT count(*) AS count FROM ${GROUP} WHERE region = '{{ region }}' AND log_group_name = '{{ LogGroupName }}';
/*+ createorupdate */
INSERT INTO ${GROUP} (LogGroupName, RetentionInDays, region) SELECT '{{ LogGroupName }}', '{{ RetentionInDays }}', '{{ region }}' ON CONFLICT DO UPDATE SET RetentionInDays = excluded.RetentionInDays;
`
  const resources =
    '  - name: g\n    props:\n      - { name: LogGroupName, value: always }\n      - { name: RetentionInDays, value: 7 }\n'
  const dir = cloud.write('always', resources, { 'resources/g.iql': iql })
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  const planned = await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')
  expect(planned.code).toBe(2)
  expect(planned.stdout).toContain('1 to run')
  expect(planned.stdout).toContain('> INSERT INTO awscc.logs.log_groups')
  const tested = await cloud.stack('test', dir, 'dev')
  expect(tested.code, tested.stdout + tested.stderr).toBe(0)
  expect(tested.stdout).toContain('1 passed')
  const again = await cloud.stack('build', dir, 'dev', '--yes')
  expect(again.code, again.stderr).toBe(0)
  expect(again.stdout).toContain('1 done')
})

describe('skip_validation without statements', () => {
  const resources = (name: string, days: number, more = ''): string =>
    `  - name: g\n    table: ${GROUP}\n    props:\n      - { name: LogGroupName, value: ${name} }\n      - { name: RetentionInDays, value: ${String(days)} }\n${more}`
  const SKIP = '    skip_validation: true\n'

  test('takes what is there for right', async () => {
    const dir = cloud.write('skipped', resources('skipped', 1, SKIP))
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    cloud.write('skipped', resources('skipped', 7, SKIP))
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toContain('1 unchanged')
    expect((await cloud.stack('test', dir, 'dev')).code).toBe(0)
    cloud.write('skipped', resources('skipped', 7))
    expect((await cloud.stack('plan', dir, 'dev')).stdout).toContain('1 to update')
  })

  test('does not take one of another name for it', async () => {
    const dir = cloud.write('skipped-too', resources('skip-a', 1, SKIP))
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    cloud.write('skipped-too', resources('skip-b', 1, SKIP))
    expect((await cloud.stack('plan', dir, 'dev')).stdout).toContain('1 to replace')
  })
})

describe('of a resource that is not as declared after its statement', () => {
  const exists = `/*+ exists */\nSELECT count(*) AS count FROM ${GROUP} WHERE region = '{{ region }}' AND log_group_name = '{{ LogGroupName }}';\n`
  const resources = (name: string): string =>
    `  - name: g\n    props:\n      - { name: LogGroupName, value: ${name} }\n      - { name: RetentionInDays, value: 7 }\n`

  test('what differs is told where nothing but its properties says so', async () => {
    const iql = `${exists}/*+ create */\nINSERT INTO ${GROUP} (LogGroupName, RetentionInDays, region) SELECT '{{ LogGroupName }}', 1, '{{ region }}';\n`
    const dir = cloud.write('differs', resources('differs'), { 'resources/g.iql': iql })
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code).toBe(1)
    expect(built.stderr).toContain('g: the statement succeeded, and /RetentionInDays still differs')
    expect(built.stderr).not.toContain('statecheck')
  })

  test('it is not said that a create succeeded which met another resource', async () => {
    await cloud.sql(`INSERT INTO ${GROUP} (LogGroupName, region) SELECT 'met', 'us-east-1'`)
    const blind = exists.replace("'{{ LogGroupName }}'", "'{{ LogGroupName }}-x'")
    const iql = `${blind}/*+ create */\nINSERT INTO ${GROUP} (LogGroupName, region) SELECT '{{ LogGroupName }}', '{{ region }}';\n`
    const dir = cloud.write('met', resources('met'), { 'resources/g.iql': iql })
    const built = await cloud.stack('build', dir, 'dev', '--yes', '--adopt')
    expect(built.code).toBe(1)
    expect(built.stderr).toContain(
      'g: AWS::Logs::LogGroup met is there already, and its exists does not find it',
    )
    expect(built.stderr).not.toContain('succeeded')
  })
})
