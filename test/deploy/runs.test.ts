import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { finish } from '../support/skyql.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* What runs of a stack leave out, draw, wait for and show. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const group = (name: string, after = ''): string =>
  `  - name: ${name}\n    table: awscc.logs.log_groups\n    props: [{ name: LogGroupName, value: ${name} }]\n${after}`
const CHAIN =
  group('first') +
  group('second', '    depends_on: [first]\n') +
  group('third', '    depends_on: [second]\n') +
  group('alone')
const outcomes = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    (JSON.parse(stdout) as { resources: { name: string; status: string }[] }).resources.map(
      ({ name, status }) => [name, status],
    ),
  )

test('--target takes what it needs along, --exclude leaves out what needs it', async () => {
  const dir = cloud.write('parts', CHAIN)
  const json = ['--yes', '-o', 'json']
  const target = await cloud.stack('build', dir, 'dev', '--target', 'second', ...json)
  expect(outcomes(target.stdout)).toEqual({ first: 'done', second: 'done' })
  const without = await cloud.stack('build', dir, 'dev', '--exclude', 'second', ...json)
  expect(outcomes(without.stdout)).toEqual({ first: 'unchanged', alone: 'done' })
  const unknown = await cloud.stack('build', dir, 'dev', '--target', 'secnod', '--yes')
  expect(unknown.code).toBe(2)
  expect(unknown.stderr).toContain('second')
})

test('a plan as Markdown, as JSON, and its graph as Mermaid and SVG', async () => {
  const dir = cloud.write('drawn', CHAIN.replaceAll('value: ', 'value: drawn-'))
  const [mmd, svg] = [join(dir, 'graph.mmd'), join(dir, 'graph.svg')]
  const planned = await cloud.stack('plan', dir, 'dev', '-o', 'markdown', '--graph', mmd)
  expect(planned.code, planned.stderr).toBe(0)
  expect(planned.stdout).toMatch(/\| create \| third \| AWS::Logs::LogGroup/)
  expect(readFileSync(mmd, 'utf8')).toMatch(/^(?:flowchart|graph) /m)
  const told = await cloud.stack('plan', dir, 'dev', '-o', 'json', '--graph', svg)
  expect(JSON.parse(told.stdout)).toMatchObject({ summary: '4 to create', steps: [{}, {}, {}, {}] })
  expect(readFileSync(svg, 'utf8')).toMatch(/^<svg [\s\S]*third[\s\S]*<\/svg>\s*$/)
})

test('off a terminal each resource is one plain line', async () => {
  const dir = cloud.write('lines', group('plain'))
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.stderr).toMatch(/^created +plain +\d+\.\d s +plain\n$/)
})

test('stack-deploy is the same program', async () => {
  const program = new URL('../../dist/stack-deploy.cjs', import.meta.url).pathname
  const help = await finish(process.execPath, [program, 'plan', '--help'])
  expect(help.code).toBe(0)
  expect(help.stdout).toContain('--detailed-exitcode')
  expect(help.stdout).toContain('Examples:')
})

describe('a lock', () => {
  const holder = (pid: number, host: string): string =>
    JSON.stringify({
      id: 'x',
      host,
      user: 'ann',
      pid,
      verb: 'build',
      since: '2026-01-01T00:00:00Z',
    })

  test('of another machine is respected, waited for, and taken away by unlock', async () => {
    const dir = cloud.write('locked', group('locked'))
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    const { stdout } = await finish('find', [dir, '-name', 'state.json'])
    const lock = join(stdout.trim(), '..', 'lock')
    writeFileSync(lock, holder(1, 'elsewhere'))
    const refused = await cloud.stack('build', dir, 'dev', '--yes', '--lock-timeout', '1')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('ann')
    expect(refused.stderr).toContain('elsewhere')
    const unlocked = await cloud.stack('unlock', dir, 'dev')
    expect(unlocked.stdout).toContain('taken from build by ann on elsewhere (process 1)')
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  })
})

describe('what the manifest says of statements', () => {
  const EXISTS =
    "/*+ preflight */\nSELECT log_group_name, arn FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ LogGroupName }}';\n"
  const CREATE =
    "/*+ create */\nINSERT INTO awscc.logs.log_groups (LogGroupName, RetentionInDays, region) SELECT '{{ LogGroupName }}', '{{ RetentionInDays }}', '{{ region }}' RETURNING arn;\n"
  const wanted = (name: string, days: number, more: string): string =>
    `  - name: group\n    props:\n      - { name: LogGroupName, value: ${name} }\n      - { name: RetentionInDays, value: ${String(days)} }\n${more}`

  test('return_vals and the columns of preflight are there under this.', async () => {
    const check =
      "/*+ postdeploy */\nSELECT count(*) AS count FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ LogGroupName }}' AND arn = '{{ this.made_as }}' AND arn = '{{ this.arn }}';\n"
    const more = '    return_vals: { create: [{ arn: made_as }] }\n'
    const dir = cloud.write('returns', wanted('returns', 1, more), {
      'resources/group.iql': EXISTS + CREATE + check,
    })
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
  })

  test('skip_validation takes what is there for right', async () => {
    const files = { 'resources/group.iql': EXISTS + CREATE }
    const dir = cloud.write('skips', wanted('skips', 1, ''), files)
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    cloud.write('skips', wanted('skips', 7, '    skip_validation: true\n'), files)
    expect((await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')).code).toBe(0)
    cloud.write('skips', wanted('skips', 7, ''), files)
    expect((await cloud.stack('plan', dir, 'dev', '--detailed-exitcode')).code).toBe(2)
  })

  test('a multi goes on where one of its statements fails', async () => {
    const twice = CREATE.replace(' RETURNING arn', '').replace('/*+ create */\n', '')
    const iql = `${EXISTS}/*+ create */\n${twice}${twice.replace("'{{ LogGroupName }}'", "'not a name!'")}`
    const dir = cloud.write('multis', wanted('multis', 1, '    type: multi\n'), {
      'resources/group.iql': iql,
    })
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
    expect(built.stderr).toContain('group: ')
  })

  test('a delete that does nothing is a failure, after as many looks as it says', async () => {
    const exists = EXISTS.replace(
      'preflight',
      'exists, postdelete_retries=2, postdelete_retry_delay=0',
    )
    const idle = "/*+ delete */\nSELECT 'nothing' AS done;\n"
    const dir = cloud.write('stays', wanted('stays', 1, ''), {
      'resources/group.iql': exists + CREATE + idle,
    })
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code).toBe(1)
    expect(gone.stderr).toContain('is still there after its delete')
  })
})
