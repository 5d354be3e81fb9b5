import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DENIED_REGION, livedIn } from '../support/lived-in-estate.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* One resource that cannot be planned hides no other one: plan, drift and previews of teardowns show the rest. */

const folder = mkdtempSync(join(tmpdir(), 'skyql-partly-'))
let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(livedIn(folder, { stack: 'partly' }))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const resources = (days: number): string => `  - name: logs
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: partly }, { name: RetentionInDays, value: ${String(days)} }]
`
const DENIED = `  - name: denied
    table: awscc.sqs.queues
    region: ${DENIED_REGION}
    props: [{ name: QueueName, value: partly }]
    exports: [Arn]
  - name: waits
    table: awscc.sns.topics
    props: [{ name: TopicName, value: 'partly-{{ denied.Arn | length }}' }]
`
interface Told {
  readonly steps?: readonly { readonly name: string; readonly action: string }[]
  readonly drift?: Told['steps']
  readonly failures: readonly { readonly name: string; readonly code?: string }[]
  readonly summary?: string
}
const FAILURES = [
  { name: 'denied', code: 'ACCESS_DENIED', message: expect.any(String) as string },
  { name: 'waits' },
]

async function told(verb: string, dir: string, ...flags: string[]): Promise<Told> {
  const { code, stdout, stderr } = await cloud.stack(verb, dir, 'dev', ...flags, '-o', 'json')
  expect(code, stderr).not.toBe(0)
  expect(stderr).toMatch(/^error\[ACCESS_DENIED\]: denied: /m)
  return JSON.parse(stdout) as Told
}
const actions = (steps: Told['steps']): Record<string, string> =>
  Object.fromEntries((steps ?? []).map(({ name, action }) => [name, action]))

test('what can be planned is shown beside what cannot, by each verb that only looks', async () => {
  const dir = cloud.write('partly', resources(7))
  expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  cloud.write('partly', resources(14) + DENIED)

  const plan = await told('plan', dir, '--out', join(folder, 'plan.json'))
  expect(actions(plan.steps)).toEqual({ logs: 'update' })
  expect(plan.failures).toEqual(FAILURES)
  expect(plan.summary).toBe('1 to update, 2 not planned')
  expect(existsSync(join(folder, 'plan.json')), 'a plan that is not whole is not kept').toBe(false)

  const drift = await told('drift', dir)
  expect(actions(drift.drift)).toEqual({ logs: 'update' })
  expect(drift.failures).toEqual(FAILURES)

  const text = await cloud.stack('plan', dir, 'dev')
  expect(text.stdout).toMatch(/^~ update +logs .*\n.*RetentionInDays.*\n! failed +denied /m)
  expect(text.stdout).toMatch(/^! failed +waits +not planned: something that it needs failed$/m)
  const markdown = await cloud.stack('plan', dir, 'dev', '-o', 'markdown')
  expect(markdown.stdout).toMatch(/^\| update \| logs .*\n\| not planned \| denied /m)
})

test.each([
  ['build', '--yes'],
  ['drift', '--revert', '--yes'],
])('%s %s changes nothing', async (verb, ...flags) => {
  const dir = cloud.write('partly', resources(30) + DENIED)
  const { code, stderr } = await cloud.stack(verb, dir, 'dev', ...flags)
  expect([code, stderr]).toEqual([1, expect.stringContaining('ACCESS_DENIED')])
  const retention =
    "SELECT retention_in_days FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name = 'partly'"
  expect(await cloud.values(retention)).toEqual([7])
})

test('a teardown goes by the record, and says of what it could not look for', async () => {
  const dir = cloud.write('partly', resources(30) + DENIED)
  const preview = await cloud.stack('teardown', dir, 'dev', '--dry-run')
  expect(preview.code, preview.stderr).toBe(0)
  expect(preview.stdout).toMatch(/^- delete +logs /m)
  expect(preview.stdout).toMatch(
    /^\. skip +denied .*nothing is recorded of it, and .*not authorized/im,
  )
  expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
})
