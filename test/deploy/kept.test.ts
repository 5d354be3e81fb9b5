import { afterAll, beforeAll, expect, test } from 'vitest'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* What a stack remembers of resources whose props are variables of their statements, and no properties. */

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
})
afterAll(async () => {
  await cloud.stop()
})

const OTHER = `  - name: other
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: other }]
`
const NAMED = (bucket: string): string => `  - name: named
    props: [{ name: its_name, value: ${bucket} }]
`
const CREATE = `/*+ create */
INSERT INTO awscc.s3.buckets (BucketName, region)
VALUES ('{{ its_name }}', '{{ region }}');
`
const EXISTS = `/*+ exists */
SELECT count(*) AS count FROM awscc.s3.buckets WHERE identifier = '{{ its_name }}' AND region = '{{ region }}';
`
const buckets = (): Promise<unknown[]> =>
  cloud.values(`SELECT bucket_name FROM awscc.s3.buckets WHERE region = 'us-east-1' ORDER BY 1`)

test('what its statement made is deleted when it leaves the manifest', async () => {
  const files = { 'resources/named.iql': EXISTS + CREATE }
  const dir = cloud.write('leaving', NAMED('kept-one') + OTHER, files)
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  expect(await buckets()).toEqual(['kept-one'])
  cloud.write('leaving', OTHER)
  const planned = await cloud.stack('plan', dir, 'dev')
  expect(planned.stdout).toMatch(/delete +named/)
  const left = await cloud.stack('build', dir, 'dev', '--yes')
  expect(left.code, left.stderr).toBe(0)
  expect(await buckets()).toEqual([])
  await cloud.stack('teardown', dir, 'dev', '--yes')
})

test('and where it has no delete statement, a teardown deletes what is recorded', async () => {
  const files = { 'resources/named.iql': EXISTS + CREATE }
  const dir = cloud.write('torn', NAMED('kept-two'), files)
  expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
  expect(await buckets()).toEqual(['kept-two'])
  const torn = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(torn.code, torn.stderr).toBe(0)
  expect(await buckets()).toEqual([])
})

test('what an exists query names is remembered, too', async () => {
  await cloud.sql(
    `INSERT INTO awscc.s3.buckets (BucketName, region) VALUES ('kept-three', 'us-east-1')`,
  )
  const exists = EXISTS.replace('count(*) AS count', 'identifier')
  const files = { 'resources/named.iql': exists + CREATE }
  const dir = cloud.write('found', NAMED('kept-three') + OTHER, files)
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  cloud.write('found', OTHER)
  const left = await cloud.stack('build', dir, 'dev', '--yes')
  expect(left.code, left.stderr).toBe(0)
  expect(await buckets()).toEqual([])
})

test('of several types under one name, the record is of the first', async () => {
  const files = {
    'resources/named.iql': `${EXISTS}${CREATE}INSERT INTO awscc.logs.log_groups (LogGroupName, region)
VALUES ('{{ its_name }}', '{{ region }}');
`,
  }
  const dir = cloud.write('several', NAMED('kept-four'), files)
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  cloud.write('several', OTHER.replaceAll('other', 'several-other'))
  const left = await cloud.stack('build', dir, 'dev', '--yes')
  expect(left.code, left.stderr).toBe(0)
  expect(await buckets()).toEqual([])
})
