import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const groups = (): Promise<unknown[]> =>
  cloud.values(
    "SELECT log_group_name FROM awscc.logs.log_groups WHERE region = 'us-east-1' ORDER BY 1",
  )

test('a dry run of build and teardown tells what they would do, and does nothing', async () => {
  const dir = cloud.write(
    'dry',
    `  - name: plain
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: dry }]
`,
  )
  const dry = await cloud.stack('build', dir, 'dev', '--dry-run')
  expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining('+ create  plain')])
  expect(await groups()).toEqual([])
  expect(existsSync(join(dir, '.skyql'))).toBe(false)
  const plan = join(dir, 'kept.plan')
  expect((await cloud.stack('plan', dir, 'dev', '--out', plan)).code).toBe(0)
  const saved = await cloud.stack('build', plan, '--dry-run')
  expect([saved.code, saved.stdout]).toEqual([0, expect.stringContaining('+ create  plain')])
  expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  const gone = await cloud.stack('teardown', dir, 'dev', '--dry-run')
  expect([gone.code, gone.stdout]).toEqual([0, expect.stringContaining('- delete  plain')])
  expect(await groups()).toEqual(['dry'])
  expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
})

test('statements are shown before they are run, without their secrets', async () => {
  const dir = cloud.write(
    'shown',
    `  - name: database
    props: [{ name: name, value: shown }, { name: word, value: not-to-be-told }]
`,
    {
      'resources/database.iql': `/*+ exists */
SELECT count(*) AS count FROM awscc.rds.db_instances WHERE region = '{{ region }}' AND Identifier = '{{ name }}';
/*+ create */
INSERT INTO awscc.rds.db_instances (DBInstanceIdentifier, DBInstanceClass, Engine, MasterUsername, MasterUserPassword, region)
SELECT '{{ name }}', 'db.t3.micro', 'mysql', 'me', '{{ word }}', '{{ region }}'
`,
    },
  )
  const quiet = await cloud.stack('plan', dir, 'dev', '--log-level', 'INFO')
  expect([quiet.code, quiet.stderr]).toEqual([0, ''])
  const shown = await cloud.stack('build', dir, 'dev', '--yes', '--show-queries')
  expect(shown.code, shown.stderr).toBe(0)
  expect(shown.stderr).toContain("AND Identifier = 'shown'")
  expect(shown.stderr).toContain('INSERT INTO awscc.rds.db_instances')
  expect(shown.stderr).not.toContain('GetResource')
  expect(shown.stderr).not.toContain('not-to-be-told')
  const debug = await cloud.stack('plan', dir, 'dev', '--log-level', 'debug')
  expect(debug.stderr).toContain('GetResource')
  const odd = await cloud.stack('plan', dir, 'dev', '--log-level', 'loud')
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining('"loud" is no log level')])
  expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
})

test('exports are written into a file as JSON by build and test, where all went well', async () => {
  const dir = cloud.write(
    'files',
    `  - name: plain
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: filed }]
    exports: [{ LogGroupName: group }]
exports: [group]
`,
  )
  const file = join(dir, 'outputs.json')
  const into = ['--output-file', file]
  const outputs = { stack_name: 'files', stack_env: 'dev', group: 'filed' }
  expect((await cloud.stack('test', dir, 'dev', ...into)).code).toBe(1)
  expect(existsSync(file)).toBe(false)
  expect((await cloud.stack('build', dir, 'dev', '--yes', ...into)).code).toBe(0)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(outputs)
  rmSync(file)
  expect((await cloud.stack('test', dir, 'dev', '--dry-run', ...into)).code).toBe(0)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(outputs)
  expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
})
