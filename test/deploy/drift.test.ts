import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const group = (name: string, days: number): string =>
  `  - name: ${name}\n    table: awscc.logs.log_groups\n    props:\n      - { name: LogGroupName, value: drift-${name} }\n      - { name: RetentionInDays, value: ${String(days)} }\n`

const days = async (): Promise<unknown> =>
  Object.fromEntries(
    (
      JSON.parse(
        (
          await cloud.sql(
            `SELECT log_group_name, retention_in_days FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name LIKE 'drift-%'`,
            {},
          )
        ).stdout,
      ) as { log_group_name: string; retention_in_days: number }[]
    ).map(({ log_group_name, retention_in_days }) => [
      log_group_name.slice('drift-'.length),
      retention_in_days,
    ]),
  )

test('revert puts back what drift shows, and nothing else', async () => {
  const dir = cloud.write('drift', ['a', 'b', 'c', 'd'].map((name) => group(name, 7)).join(''))
  expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  await cloud.sql(
    `UPDATE awscc.logs.log_groups SET retention_in_days = 30 WHERE identifier = 'drift-a' AND region = 'us-east-1'`,
  )
  // d has left the manifest, c and the script have been edited, e is new: that is for a build.
  cloud.write(
    'drift',
    `${group('a', 7)}${group('b', 7)}${group('c', 14)}${group('e', 7)}  - { name: script, type: script, run: 'exit 3' }\n`,
  )
  const shown = await cloud.stack('drift', dir, 'dev', '--detailed-exitcode')
  expect(shown.code).toBe(2)
  const { code, stdout, stderr } = await cloud.stack('drift', dir, 'dev', '--revert', '--yes')
  expect(code, stderr).toBe(0)
  expect(stdout).toContain('drift/dev: 1 done')
  expect(await days()).toEqual({ a: 7, b: 7, c: 7, d: 7 })
  const nothing = await cloud.stack('drift', dir, 'dev', '--revert', '--yes')
  expect(nothing.code, nothing.stderr).toBe(0)
  expect(nothing.stdout).toContain('nothing to do')
})
