import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* What uses the exports of a script: until that has run, what it exported last is what is known. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const SCRIPT = (suffix: string, more = ''): string =>
  `  - name: words\n    type: script\n    run: 'echo "{\\"suffix\\": \\"${suffix}\\"}"'\n    exports: [suffix]\n${more}`
const BUCKET = (stack: string, more = ''): string =>
  `  - name: bucket\n    table: awscc.s3.buckets\n    props: [{ name: BucketName, value: '${stack}-{{ suffix }}' }]\n${more}`
const run = async (verb: string, dir: string, ...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await cloud.stack(verb, dir, 'dev', ...args)
  return `${stdout}${stderr}[${String(code)}]`
}
const buckets = (stack: string): Promise<unknown[]> =>
  cloud.values(
    `SELECT bucket_name FROM awscc.s3.buckets WHERE region = 'us-east-1' AND bucket_name LIKE '${stack}-%' ORDER BY 1`,
  )

test('what was built is up to date, also where it is protected', async () => {
  const dir = cloud.write('steady', SCRIPT('abc') + BUCKET('steady', '    protect: true\n'))
  expect(await run('build', dir, '--yes')).toContain('[0]')
  const planned = await run('plan', dir)
  expect(planned).toContain('1 to run, 1 unchanged')
  expect(await run('test', dir)).toContain('[0]')
  expect(await run('drift', dir, '--detailed-exitcode')).toContain('[0]')
  expect(await run('build', dir, '--yes')).toContain('[0]')
  expect(await buckets('steady')).toEqual(['steady-abc'])
})

test('a build decides by what the script prints now', async () => {
  const dir = cloud.write('moving', SCRIPT('one') + BUCKET('moving'))
  expect(await run('build', dir, '--yes')).toContain('[0]')
  cloud.write('moving', SCRIPT('two') + BUCKET('moving'))
  expect(await run('plan', dir)).toContain('1 to run, 1 unchanged')
  // What nobody was shown is not replaced: by then it is known, and the next plan shows it.
  expect(await run('build', dir, '--yes')).toContain('its plan did not show')
  expect(await buckets('moving')).toEqual(['moving-one'])
  expect(await run('plan', dir)).toContain('1 to replace')
  expect(await run('build', dir, '--yes')).toContain('[0]')
  expect(await buckets('moving')).toEqual(['moving-two'])
  expect(await run('teardown', dir, '--yes')).toContain('[0]')
  expect(await buckets('moving')).toEqual([])
})

describe('a protected export', () => {
  test('is not kept, and what uses it is decided once the script has run', async () => {
    const hidden = SCRIPT('hush', '    protected: [suffix]\n')
    const dir = cloud.write('hidden', hidden + BUCKET('hidden', '    protect: true\n'))
    expect(await run('build', dir, '--yes')).toContain('[0]')
    const state = join(dir, '.skyql/stacks/hidden/dev')
    const [place = ''] = readdirSync(state)
    const { exports } = JSON.parse(readFileSync(join(state, place, 'state.json'), 'utf8')) as {
      exports?: Record<string, object>
    }
    expect(JSON.stringify(exports ?? {})).not.toContain('hush')
    const planned = await run('plan', dir)
    expect(planned).toContain('decided once words has run')
    expect(planned).not.toContain('replace')
    expect(await run('build', dir, '--yes')).toContain('[0]')
    cloud.write('hidden', hidden + BUCKET('hidden'))
    expect(await run('teardown', dir, '--yes')).toContain('[0]')
    expect(await buckets('hidden')).toEqual([])
  })
})

describe('without a record', () => {
  test('a teardown says that it cannot know the name, and deletes nothing', async () => {
    const dir = cloud.write('lost', SCRIPT('abc') + BUCKET('lost'))
    expect(await run('build', dir, '--yes', '--state', 'none')).toContain('[0]')
    const gone = await run('teardown', dir, '--yes', '--state', 'none')
    expect(gone).toContain(
      'bucket: what it is called comes from words, which a teardown does not run',
    )
    expect(gone).not.toContain('[0]')
    expect(await buckets('lost')).toEqual(['lost-abc'])
  })
})

test('a resource with statements of its own is torn down by what is recorded', async () => {
  const iql = `/*+ exists */
SELECT count(*) AS count FROM awscc.s3.buckets WHERE region = '{{ region }}' AND Identifier = '{{ its_name }}';
/*+ create */
INSERT INTO awscc.s3.buckets (BucketName, region) SELECT '{{ its_name }}', '{{ region }}';
/*+ delete */
DELETE FROM awscc.s3.buckets WHERE region = '{{ region }}' AND Identifier = '{{ its_name }}';
`
  const hidden = SCRIPT('abc', '    protected: [suffix]\n')
  const own = "  - name: own\n    props: [{ name: its_name, value: 'own-{{ suffix }}' }]\n"
  const dir = cloud.write('owned', hidden + own, { 'resources/own.iql': iql })
  expect(await run('build', dir, '--yes')).toContain('[0]')
  expect(await run('plan', dir)).toContain('decided once words has run')
  expect(await run('teardown', dir, '--yes')).toContain('[0]')
  expect(await buckets('own')).toEqual([])
})
