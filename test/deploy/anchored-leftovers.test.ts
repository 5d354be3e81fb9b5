import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* Resources with statements of their own that become other resources: the old ones are not forgotten. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const EXISTS = `/*+ exists */
SELECT count(*) AS count FROM awscc.s3.buckets WHERE region = '{{ region }}' AND Identifier = '<BucketName>';
`
const CREATE = `/*+ create */
INSERT INTO awscc.s3.buckets (BucketName, region) SELECT '{{ BucketName }}', '{{ region }}';
`
const DELETE = `/*+ delete */
DELETE FROM awscc.s3.buckets WHERE region = '{{ region }}' AND Identifier = '<BucketName>';
`
const BUCKET = (name: string, more = ''): string =>
  `  - name: b\n    props: [{ name: BucketName, value: ${name} }]\n${more}`
const iql = (text: string): Readonly<Record<string, string>> => ({ 'resources/b.iql': text })
const buckets = (prefix: string): Promise<unknown[]> =>
  cloud.values(
    `SELECT bucket_name FROM awscc.s3.buckets WHERE region = 'us-east-1' AND bucket_name LIKE '${prefix}-%' ORDER BY 1`,
  )
const build = async (dir: string, code = 0): Promise<string> => {
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stdout + built.stderr).toBe(code)
  return built.stdout + built.stderr
}

describe('a name that changes', () => {
  test.each([
    ['statements', EXISTS + CREATE + DELETE],
    ['a create alone', EXISTS + CREATE],
    ['an exists alone', `${EXISTS}/*+ delete */\nSELECT 1 AS nothing;\n`],
  ])('replaces the resource, with %s', async (about, text) => {
    const name = about.replaceAll(' ', '')
    const more = '    table: awscc.s3.buckets\n'
    const dir = cloud.write(name, BUCKET(`${name}-a`, more), iql(text))
    await build(dir)
    cloud.write(name, BUCKET(`${name}-b`, `${more}    protect: true\n`), iql(text))
    expect(await build(dir, 2)).toContain('is protected, and this would replace it')
    cloud.write(name, BUCKET(`${name}-b`, more), iql(text))
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toMatch(new RegExp(`± replace +b .*${name}-a`))
    expect(planned.stdout).toContain(`"${name}-a" -> "${name}-b"`)
    await build(dir)
    expect(await buckets(name)).toEqual([`${name}-b`])
    const again = await cloud.stack('plan', dir, 'dev')
    expect(again.stdout).toContain('1 unchanged')
  })

  test('of props that are no properties replaces it, too', async () => {
    const named = (name: string): string =>
      `  - name: b\n    props: [{ name: its_name, value: ${name} }]\n`
    const files = iql(
      (EXISTS + CREATE)
        .replace("'<BucketName>'", "'{{ its_name }}'")
        .replace('{{ BucketName }}', '{{ its_name }}'),
    )
    const dir = cloud.write('loose', named('loose-a'), files)
    await build(dir)
    cloud.write('loose', named('loose-b'), files)
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toMatch(/± replace +b .*loose-a .*it goes once another is made/)
    await build(dir)
    expect(await buckets('loose')).toEqual(['loose-b'])
  })

  test('and is not built deletes the recorded resource in a teardown', async () => {
    const files = iql(EXISTS + CREATE + DELETE)
    const dir = cloud.write('torn', BUCKET('torn-a'), files)
    await build(dir)
    cloud.write('torn', BUCKET('torn-b'), files)
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code, gone.stderr).toBe(0)
    expect(await buckets('torn')).toEqual([])
  })
})

test('resources that change places lose neither', async () => {
  const two = (one: string, other: string): string =>
    `${BUCKET(one)}  - name: c\n    file: b.iql\n    props: [{ name: BucketName, value: ${other} }]\n`
  const files = iql(EXISTS + CREATE + DELETE)
  const dir = cloud.write('swap', two('swap-a', 'swap-b'), files)
  await build(dir)
  cloud.write('swap', two('swap-b', 'swap-a'), files)
  await build(dir)
  expect(await buckets('swap')).toEqual(['swap-a', 'swap-b'])
  const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(gone.code, gone.stderr).toBe(0)
  expect(await buckets('swap')).toEqual([])
})

describe('an old resource that could not be deleted', () => {
  const BROKEN = DELETE.replace(';', " AND no_such_column = 'x';")
  const halfReplaced = async (name: string): Promise<string> => {
    const dir = cloud.write(name, BUCKET(`${name}-a`), iql(EXISTS + CREATE + BROKEN))
    await build(dir)
    cloud.write(name, BUCKET(`${name}-b`), iql(EXISTS + CREATE + BROKEN))
    expect(await build(dir, 1)).toContain('no_such_column')
    expect(await buckets(name)).toEqual([`${name}-a`, `${name}-b`])
    cloud.write(name, BUCKET(`${name}-b`), iql(EXISTS + CREATE + DELETE))
    return dir
  }

  test('goes in the next build', async () => {
    const dir = await halfReplaced('half')
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toContain('half-a  which it replaced')
    expect(planned.stdout).toContain('1 leftover to delete')
    expect(planned.stdout).not.toContain('unchanged')
    await build(dir)
    expect(await buckets('half')).toEqual(['half-b'])
    expect((await cloud.stack('plan', dir, 'dev')).stdout).toContain('1 unchanged')
  })

  test('goes in a teardown', async () => {
    const dir = await halfReplaced('ends')
    const gone = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(gone.code, gone.stderr).toBe(0)
    expect(await buckets('ends')).toEqual([])
  })
})
