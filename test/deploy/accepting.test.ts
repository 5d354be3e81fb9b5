import { readFileSync } from 'node:fs'
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

test('what an anchor shares and what is gone is left, told, and an exit code of 1', async () => {
  const dir = cloud.write(
    'shared',
    `  - name: first
    table: awscc.logs.log_groups
    props:
      - { name: LogGroupName, value: first }
      - { name: RetentionInDays, value: 3 }
      - { name: Tags, value: &tags [{ Key: a, Value: b }] }
  - name: second
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: second }, { name: Tags, value: *tags }]
  - name: third
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: third }]
`,
  )
  expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  const where = (name: string): string => `WHERE region = 'us-east-1' AND Identifier = '${name}'`
  await cloud.sql(
    `UPDATE awscc.logs.log_groups SET retention_in_days = 7, tags = '[{"Key":"a","Value":"c"}]' ${where('first')};
     UPDATE awscc.logs.log_groups SET tags = '[{"Key":"a","Value":"d"}]' ${where('second')};
     DELETE FROM awscc.logs.log_groups ${where('third')}`,
  )
  const file = join(dir, 'stackql_manifest.yml')
  const before = readFileSync(file, 'utf8')
  const { code, stdout, stderr } = await cloud.stack('drift', dir, 'dev', '--accept', '--yes')
  expect([code, stderr]).toEqual([1, ''])
  expect(stdout).toContain('1 value(s) written')
  expect(stdout).toMatch(/first\/Tags\S* was left: an anchor of YAML/)
  expect(stdout).toMatch(/second\/Tags\S* was left: an anchor of YAML/)
  expect(stdout).toContain('third was left: it is gone from the cloud')
  expect(readFileSync(file, 'utf8')).toBe(before.replace('value: 3', 'value: 7'))
})
