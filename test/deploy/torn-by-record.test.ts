import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { livedIn } from '../support/lived-in-estate.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* A teardown goes by the record, whatever the manifest can or cannot say now; what is not run may be wrong. */

const folder = mkdtempSync(join(tmpdir(), 'skyql-by-record-'))
let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(livedIn(folder, { stack: 'torn' }))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const GROUP = `  - name: grp
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: torn }]
    exports: [LogGroupName]
`
const OWN = `  - name: own
    props: [{ name: its_name, value: torn-own }]
`
const WHERE = `WHERE region = '{{ region }}' AND log_group_name = '{{ its_name }}'`
const iql = (parts: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const anchors = {
    exists: `SELECT count(*) AS count FROM awscc.logs.log_groups ${WHERE}`,
    create: `INSERT INTO awscc.logs.log_groups (LogGroupName, region) SELECT '{{ its_name }}', '{{ region }}'`,
    update: `UPDATE awscc.logs.log_groups SET RetentionInDays = 7 ${WHERE}`,
    delete: `DELETE FROM awscc.logs.log_groups ${WHERE}`,
    ...parts,
  }
  const text = Object.entries(anchors).map(([name, sql]) => `/*+ ${name} */\n${sql};\n`)
  return { 'resources/own.iql': text.join('') }
}
const groups = async (): Promise<number> => {
  const [count] = await cloud.values(
    "SELECT count(*) FROM awscc.logs.log_groups WHERE region = 'us-east-1' AND log_group_name LIKE 'torn%'",
  )
  return Number(count)
}

/** What may be wrong with a second resource, of which nothing was made. */
const BROKEN: readonly (readonly [string, string])[] = [
  [
    'lacks what its type needs',
    'table: awscc.logs.metric_filters\n    props: [{ name: FilterName, value: x }]',
  ],
  [
    'uses a name that is not defined',
    "table: awscc.sqs.queues\n    props: [{ name: QueueName, value: '{{ nope }}' }]",
  ],
  [
    'has a property that is none',
    'table: awscc.sqs.queues\n    props: [{ name: QueuName, value: x }]',
  ],
  [
    'has a value that is none',
    'table: awscc.sqs.queues\n    props: [{ name: DelaySeconds, value: soon }]',
  ],
  [
    'is of a table that is none',
    'table: awscc.sqs.queuse\n    props: [{ name: QueueName, value: x }]',
  ],
  [
    'has a condition that cannot be read',
    "if: 'nope == 1'\n    table: awscc.sqs.queues\n    props: [{ name: QueueName, value: x }]",
  ],
  [
    'has a template that cannot be read',
    "table: awscc.sqs.queues\n    props: [{ name: QueueName, value: '{{ x' }]",
  ],
]

describe('a resource that was never made', () => {
  test.each(BROKEN)('and %s stops no teardown', async (_about, broken) => {
    cloud.write('torn', GROUP)
    const dir = cloud.write('torn', GROUP)
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    cloud.write('torn', `${GROUP}  - name: flt\n    ${broken}\n`)
    expect((await cloud.stack('plan', dir, 'dev')).code, 'a plan tells it').toBe(1)
    const preview = await cloud.stack('teardown', dir, 'dev', '--dry-run')
    expect(preview.stdout, preview.stderr).toMatch(/^- delete +grp /m)
    expect(preview.stdout).toMatch(/^\. skip +flt .*nothing is recorded of it, and /m)
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code, gone.stderr).toBe(0)
    expect(await groups()).toBe(0)
  })

  test.each(BROKEN.slice(0, 2))(
    'and %s is told where there is no record',
    async (_about, broken) => {
      const dir = cloud.write('none', `  - name: flt\n    ${broken}\n`)
      const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
      expect([gone.code, gone.stderr]).toEqual([1, expect.stringMatching(/flt|queuse/)])
    },
  )
})

test.each(BROKEN.slice(1, 5))(
  'a recorded resource that %s goes as it is recorded',
  async (_about, broken) => {
    const dir = cloud.write('torn', GROUP)
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    cloud.write('torn', `  - name: grp\n    ${broken}\n`)
    const preview = await cloud.stack('teardown', dir, 'dev', '--dry-run')
    expect(preview.stdout, preview.stderr).toMatch(
      /^- delete +grp .*torn.*as it is recorded, since /m,
    )
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code, gone.stderr).toBe(0)
    expect(await groups()).toBe(0)
  },
)

describe('statements', () => {
  const built = async (): Promise<string> => {
    const dir = cloud.write('torn', OWN, iql())
    const { code, stderr } = await cloud.stack('build', dir, 'dev', '--yes')
    expect(code, stderr).toBe(0)
    return dir
  }

  test.each([
    ['create', ['drift', 'test', 'info', 'teardown']],
    ['update', ['drift', 'test', 'info', 'teardown']],
    ['delete', ['drift', 'test', 'info']],
  ])('a name in %s that is not defined is no matter to %j', async (anchor, verbs) => {
    const dir = await built()
    cloud.write('torn', OWN, iql({ [anchor]: "SELECT '{{ nobody }}'" }))
    expect((await cloud.stack('plan', dir, 'dev')).stderr).toContain('"nobody" is not defined')
    for (const verb of verbs) {
      const flags = verb === 'teardown' ? ['--yes'] : []
      const { code, stderr } = await cloud.stack(verb, dir, 'dev', ...flags)
      expect(code, `${verb}: ${stderr}`).toBe(0)
    }
    cloud.write('torn', OWN, iql())
    expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
    expect(await groups()).toBe(0)
  })

  test.each([
    [
      '--',
      'delete',
      `-- of {{ nobody }}, it's {{ 'a' }}\nDELETE FROM awscc.logs.log_groups ${WHERE}`,
    ],
    [
      '/* */',
      'exists',
      `/* {{ nobody }} /* nested {{ nobody }} */ */ SELECT count(*) AS count FROM awscc.logs.log_groups ${WHERE}`,
    ],
    [
      'beside a text',
      'delete',
      `DELETE /* {{ nobody }} */ FROM awscc.logs.log_groups ${WHERE} AND log_group_name <> '-- {{ its_name }}'`,
    ],
  ])('a name in a comment (%s) need not be defined', async (_about, anchor, text) => {
    const dir = await built()
    cloud.write('torn', OWN, iql({ [anchor]: text }))
    for (const [verb, ...flags] of [['plan'], ['drift'], ['teardown', '--yes']] as const) {
      const { code, stderr } = await cloud.stack(verb, dir, 'dev', ...flags)
      expect(code, `${verb}: ${stderr}`).toBe(0)
    }
    expect(await groups()).toBe(0)
  })
})
