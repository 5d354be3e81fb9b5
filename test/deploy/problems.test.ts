import { afterAll, beforeAll, expect, test } from 'vitest'
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
  const lines = [...stderr.matchAll(/^- \S*?:(\d+):\d+: (.*)$/gm)].map(([, line, text = '']) => [
    Number(line),
    text,
  ])
  expect(lines).toEqual([
    [6, expect.stringContaining('log_groups')],
    [10, expect.stringContaining('"nothing" is not defined')],
    [14, expect.stringContaining('RetentionInDays')],
    [15, expect.stringContaining('RetentionInDays')],
    [16, expect.stringContaining('retain')],
  ])
  expect(stderr, 'nothing was called').not.toContain('GetResource')
})
