import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* How many calls the verbs of a stack take: none that tells nothing new. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(['--handler', '60'])
})
afterAll(async () => {
  await cloud.stop()
})

const COUNT = 6
/** Each takes the name of the one before, which is known only once that is made. */
const CHAIN = Array.from(
  { length: COUNT },
  (_, at) => `  - name: g${String(at)}
    table: awscc.logs.log_groups
    props:
      - { name: LogGroupName, value: calls-${String(at)} }
      - { name: Tags, value: [{ Key: after, Value: '${at === 0 ? 'none' : `{{ v${String(at - 1)} }}`}' }] }
    exports: [{ LogGroupName: v${String(at)} }]
`,
).join('')

test('a build looks once, writes once and asks about once; a second one and a plan only look', async () => {
  const dir = cloud.write('calls', CHAIN)
  const built = await cloud.stack('build', dir, 'dev', '--yes', '--debug')
  expect(built.code, built.stderr).toBe(0)
  const made = callsOf(built.stderr)
  expect(made).toMatchObject({ GetResource: COUNT, CreateResource: COUNT })
  // The first of its kind teaches how long they take.
  expect(made['GetResourceRequestStatus']).toBeLessThanOrEqual(2 * COUNT)
  const again = await cloud.stack('build', dir, 'dev', '--yes', '--debug')
  expect(callsOf(again.stderr)).toEqual({ GetResource: COUNT })
  const planned = await cloud.stack('plan', dir, 'dev', '--debug')
  expect(callsOf(planned.stderr)).toEqual({ GetResource: COUNT })
  await cloud.stack('teardown', dir, 'dev', '--yes')
})

test('writes of a stack are noted in its record’s journal alone', async () => {
  const dir = cloud.write('noted', CHAIN.replaceAll('calls-', 'noted-'))
  expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  expect(existsSync(join(dir, '..', '.skyql', 'requests.jsonl'))).toBe(false)
  const unjournalled = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(unjournalled.code, unjournalled.stderr).toBe(0)
})

test('what a command made meanwhile under the name that was planned is taken once somebody agrees, not made twice', async () => {
  const meanwhile = cloud.command(
    `INSERT INTO awscc.logs.log_groups (LogGroupName, RetentionInDays, region) VALUES ('met', 7, 'us-east-1')`,
  )
  const dir = cloud.write(
    'met',
    `  - name: maker
    type: script
    run: |
      ${meanwhile}
  - name: met
    table: awscc.logs.log_groups
    depends_on: [maker]
    props:
      - { name: LogGroupName, value: met }
      - { name: RetentionInDays, value: 14 }
`,
  )
  const refused = await cloud.stack('build', dir, 'dev', '--yes')
  expect(refused.stderr).toContain('met is there already, and not of this stack')
  await cloud.sql(
    `DELETE FROM awscc.logs.log_groups WHERE identifier = 'met' AND region = 'us-east-1'`,
  )
  const built = await cloud.stack('build', dir, 'dev', '--yes', '--adopt')
  expect(built.code, built.stderr).toBe(0)
  expect(
    await cloud.values(
      `SELECT retention_in_days FROM awscc.logs.log_groups WHERE identifier = 'met'`,
    ),
  ).toEqual([14])
})

function callsOf(debug: string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const [, name = ''] of debug.matchAll(/^debug: ([A-Z][a-zA-Z]+) .*-> \d+/gm)) {
    counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}
