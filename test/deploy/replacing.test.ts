import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { refusingProxy, type RefusingProxy } from '../support/refusing-proxy.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* What a replacement may delete, and that it is not forgotten until it is deleted. */

let proxy: RefusingProxy
let cloud: StackCloud
beforeAll(async () => {
  proxy = await refusingProxy()
  cloud = await stackCloud([], ['--endpoint-url', proxy.url])
  proxy.forwardTo(cloud.url)
})
afterEach(() => {
  proxy.refused.clear()
})
afterAll(async () => {
  await proxy.stop()
  await cloud.stop()
})

const ids = (table: string, column: string): Promise<unknown[]> =>
  cloud.values(`SELECT ${column} FROM ${table} WHERE region = 'us-east-1' ORDER BY 1`)

describe('a change that a service may refuse to make in place', () => {
  const TABLE = 'awscc.dynamodb.tables'
  const declared = (key: string, more: string): string => `  - name: table
    table: ${TABLE}
${more}
    props:
      - { name: KeySchema, value: [{ AttributeName: ${key}, KeyType: HASH }] }
      - { name: AttributeDefinitions, value: [{ AttributeName: ${key}, AttributeType: S }] }
      - { name: BillingMode, value: PAY_PER_REQUEST }
`
  test.each([
    ['is not replaced where it is protected', 'protected', '    protect: true', true],
    ['is replaced as the plan has shown', 'shown', '', false],
  ])('%s', async (_, name, more, stays) => {
    const dir = cloud.write(name, declared('a', more))
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
    const before = await ids(TABLE, 'table_name')
    cloud.write(name, declared('b', more))
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toMatch(/KeySchema.*may have to be replaced/)
    proxy.refused.set('UpdateResource', 'NotUpdatableException')
    const again = await cloud.stack('build', dir, 'dev', '--yes')
    expect(again.code === 0, again.stdout + again.stderr).toBe(!stays)
    if (stays) expect(again.stderr).toContain('protect: true')
    expect(await ids(TABLE, 'table_name')).toEqual(before)
    const key = { AttributeName: stays ? 'a' : 'b', KeyType: 'HASH' }
    expect(await ids(TABLE, 'key_schema')).toEqual([[key]])
    cloud.write(name, declared('b', ''))
    expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
  })
})

describe('what was replaced and could not be deleted', () => {
  const vpc = (block: string): string =>
    `  - { name: vpc, table: awscc.ec2.vpcs, props: [{ name: CidrBlock, value: ${block} }] }\n`
  const half = async (name: string): Promise<{ dir: string; old: string }> => {
    const dir = cloud.write(name, vpc('10.0.0.0/16'))
    expect((await cloud.stack('build', dir, 'dev', '--yes')).code).toBe(0)
    const [old] = await ids('awscc.ec2.vpcs', 'vpc_id')
    cloud.write(name, vpc('10.1.0.0/16'))
    proxy.refused.set('DeleteResource', 'AccessDeniedException')
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stdout).toBe(1)
    proxy.refused.clear()
    expect(await ids('awscc.ec2.vpcs', 'vpc_id')).toHaveLength(2)
    return { dir, old: String(old) }
  }

  test('shows in plan and info, and goes in the next build', async () => {
    const { dir, old } = await half('again')
    const planned = await cloud.stack('plan', dir, 'dev')
    expect(planned.stdout).toContain(old)
    expect(planned.stdout).toContain('1 leftover to delete')
    expect((await cloud.stack('info', dir, 'dev')).stdout).toContain(old)
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
    expect(await ids('awscc.ec2.vpcs', 'vpc_id')).toHaveLength(1)
    const clean = await cloud.stack('plan', dir, 'dev')
    expect(clean.stdout).not.toContain(old)
    expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
    expect(await ids('awscc.ec2.vpcs', 'vpc_id')).toEqual([])
  })

  test.each(['as it is', 'where the new one is gone', 'where it has left the manifest'])(
    'goes with a teardown, %s',
    async (how) => {
      const { dir, old } = await half('torn')
      if (how.includes('gone')) {
        await cloud.sql(
          `DELETE FROM awscc.ec2.vpcs WHERE region = 'us-east-1' AND Identifier = '${String(
            (await ids('awscc.ec2.vpcs', 'vpc_id')).find((one) => one !== old),
          )}'`,
        )
      }
      if (how.includes('left')) cloud.write('torn', '  []\n')
      const torn = await cloud.stack('teardown', dir, 'dev', '--yes')
      expect(torn.code, torn.stderr).toBe(0)
      expect(await ids('awscc.ec2.vpcs', 'vpc_id')).toEqual([])
    },
  )
})
