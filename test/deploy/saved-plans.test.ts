import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const IQL = (days: number): string =>
  `/*+ exists */\nSELECT count(*) AS count FROM awscc.logs.log_groups WHERE region = '{{ region }}' AND log_group_name = '{{ group }}';\n` +
  `/*+ create */\nINSERT INTO awscc.logs.log_groups (LogGroupName, RetentionInDays, region) SELECT '{{ group }}', ${String(days)}, '{{ region }}';\n`

const POLICY = (effect: string): string =>
  `  - name: bucket\n    table: awscc.s3.buckets\n    props: [{ name: BucketName, value: policed }]\n    exports: [Arn]\n` +
  `  - name: policy\n    table: awscc.s3.bucket_policies\n    props:\n      - { name: Bucket, value: policed }\n      - name: PolicyDocument\n        value: { Version: '2012-10-17', Statement: [{ Effect: ${effect}, Principal: '*', Action: 's3:*', Resource: '{{ Arn }}/*' }] }\n`

const SCRIPT = (text: string): string => `  - name: told\n    type: script\n    run: ${text}\n`

const COMMAND = (name: string): string =>
  `  - name: told\n    type: command\n    sql: "INSERT INTO awscc.logs.log_groups (LogGroupName, region) SELECT '${name}', 'us-east-1'"\n`

const GROUP = `  - name: group\n    props: [{ name: group, value: planned }]\n`

const WORD = `  - name: told
    type: script
    run: 'test "{{ word }}" != ""'
`

interface Version {
  readonly resources: string
  readonly files?: Readonly<Record<string, string>>
  /** Of a global of this name. */
  readonly word?: string
}

const MOVED: [string, string, Version, Version][] = [
  ['a script', 'told', { resources: SCRIPT('exit 0') }, { resources: SCRIPT('exit 3') }],
  ['a command', 'told', { resources: COMMAND('one') }, { resources: COMMAND('other') }],
  [
    'a statement of a file',
    'group',
    { resources: GROUP, files: { 'resources/group.iql': IQL(1) } },
    { resources: GROUP, files: { 'resources/group.iql': IQL(3) } },
  ],
  [
    'a value that waits in part',
    'policy',
    { resources: POLICY('Deny') },
    { resources: POLICY('Allow') },
  ],
  [
    'a global that a script uses',
    'told',
    { resources: WORD, word: 'one' },
    { resources: WORD, word: 'other' },
  ],
]

describe('a saved plan is refused where what it would run has moved:', () => {
  test.each(MOVED)('%s', async (about, resource, before, after) => {
    const name = `moved-${about.replaceAll(' ', '-')}`
    const write = ({ resources, files, word = 'none' }: Version): string => {
      const dir = cloud.write(name, resources, files)
      const file = join(dir, 'stackql_manifest.yml')
      const global = `us-east-1 }, { name: word, value: ${word} }`
      writeFileSync(file, readFileSync(file, 'utf8').replace('us-east-1 }', global))
      return dir
    }
    const dir = write(before)
    const file = join(dirname(dir), `${name}.plan`)
    const planned = await cloud.stack('plan', dir, 'dev', '--out', file)
    expect(planned.code, planned.stderr).toBe(0)
    write(after)
    const refused = await cloud.stack('build', file, '--yes')
    expect(refused.code, refused.stdout).not.toBe(0)
    expect(refused.stderr).toContain(`the plan is out of date: ${resource} moved`)
    write(before)
    const built = await cloud.stack('build', file, '--yes')
    expect(built.code, built.stderr).toBe(0)
  })
})
