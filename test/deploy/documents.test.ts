import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { itemService, ITEMS_DOCUMENT, type ItemService } from '../support/item-service.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let shop: ItemService
let cloud: StackCloud
const folder = mkdtempSync(join(tmpdir(), 'skyql-stack-documents-'))

beforeAll(async () => {
  shop = await itemService()
  shop.items.set(1, { id: 1, name: 'cup' })
  process.env['SKYQL_TEST_SHOP_URL'] = shop.url
  writeFileSync(join(folder, 'shop.yaml'), ITEMS_DOCUMENT)
  cloud = await stackCloud([], ['--providers', folder])
})

afterAll(async () => {
  await cloud.stop()
  await shop.stop()
  rmSync(folder, { recursive: true })
})

test('a command of a stack calls a method of a document and exports what it answers', async () => {
  const dir = cloud.write(
    'touching',
    `  - name: touch
    type: command
    exports: [touched]
  - name: group
    table: awscc.logs.log_groups
    props: [{ name: LogGroupName, value: '/items/{{ touched }}' }]
`,
    { 'resources/touch.iql': '/*+ command */\nEXEC shop.store.items.touch @item = 1;\n' },
  )
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  expect(
    await cloud.values(
      "SELECT log_group_name FROM awscc.logs.log_groups WHERE region = 'us-east-1'",
    ),
  ).toEqual(['/items/cup'])
  expect(shop.heard.filter(({ url }) => url.endsWith('/touch'))).toHaveLength(1)
})

test('an item of a document is built, changed and torn down', async () => {
  const items = (note: string): string =>
    `  - name: fork\n    table: shop.store.items\n    props: [{ name: name, value: fork }, { name: note, value: ${note} }]\n    exports: [id]\n`
  const dir = cloud.write('forks', items('new'))
  // The cup has another name: it is another item, and nothing to ask about.
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  cloud.write('forks', items('sharp'))
  const changed = await cloud.stack('build', dir, 'dev', '--yes')
  expect(changed.code, changed.stderr).toBe(0)
  expect([...shop.items.values()].filter(({ name }) => name === 'fork')).toEqual([
    expect.objectContaining({ note: 'sharp' }),
  ])
  const torn = await cloud.stack('teardown', dir, 'dev', '--yes')
  expect(torn.code, torn.stderr).toBe(0)
  expect([...shop.items.values()].map(({ name }) => name)).toEqual(['cup'])
})

test('a replacement that its service would refuse leaves the old one in place', async () => {
  const integration = (uri: string, start: string): string => `  - name: domain
    table: awscc.customerprofiles.domains
    props: [{ name: DomainName, value: shop }, { name: DefaultExpirationDays, value: 9 }]
    exports: [DomainName]
  - name: contacts
    table: aws.customer_profiles.integrations
    props:
      - { name: DomainName, value: '{{ DomainName }}' }
      - { name: Uri, value: ${uri} }
      - { name: ObjectTypeName, value: CTR }
      - name: FlowDefinition
        value:
          FlowName: contacts
          KmsArn: arn:aws:kms:us-east-1:123456789012:key/aaaaaaaa-1111
          SourceFlowConfig:
            ConnectorType: Salesforce
            ConnectorProfileName: mine
            SourceConnectorProperties: { Salesforce: { Object: Contact } }
          Tasks:
            - { TaskType: Map, SourceFields: [Id], DestinationField: Id, ConnectorOperator: { Salesforce: NO_OP }, TaskProperties: { SOURCE_DATA_TYPE: string } }
          TriggerConfig:
            TriggerType: Scheduled
            TriggerProperties:
              Scheduled: { ScheduleExpression: rate(1hours), DataPullMode: Incremental, FirstExecutionFrom: '${start}' }
`
  const uris = (): Promise<unknown[]> =>
    cloud.values(
      "SELECT uri FROM aws.customer_profiles.integrations WHERE region = 'us-east-1' AND domain_name = 'shop'",
    )
  const recent = new Date(Date.now() - 86_400_000).toISOString()
  const dir = cloud.write('replacing', integration('first', recent))
  const built = await cloud.stack('build', dir, 'dev', '--yes')
  expect(built.code, built.stderr).toBe(0)
  expect(await uris()).toEqual(['first'])
  cloud.write('replacing', integration('second', '2020-01-01T00:00:00Z'))
  const refused = await cloud.stack('build', dir, 'dev', '--yes')
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('needs RoleArn')
  expect(await uris()).toEqual(['first'])
})
