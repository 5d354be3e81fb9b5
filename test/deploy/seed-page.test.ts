import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasSeedPage, seedPage } from '../manifest/seed-page.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud()
  const domain = `INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays) VALUES ('shop', 30)`
  expect((await cloud.sql(domain)).code).toBe(0)
})
afterAll(() => cloud.stop())

const REQUIRED = `/*+ create */
INSERT INTO awscc.customerprofiles.integrations (
 DomainName,
 region
)
SELECT
'{{ DomainName }}',
'{{ region }}';
`

describe.skipIf(!hasSeedPage)('statements of the published page in a stack', () => {
  const { iql } = seedPage()
  const others = iql.slice(iql.indexOf('/*+ update */'))
  const integrations =
    "SELECT uri FROM awscc.customerprofiles.integrations WHERE domain_name = 'shop'"

  test('the required properties with a manifest of DomainName alone', async () => {
    const dir = cloud.write(
      'required',
      '- { name: integration, props: [{ name: DomainName, value: shop }] }\n',
      { 'resources/integration.iql': REQUIRED + others },
    )
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
    expect(await cloud.values(integrations)).toHaveLength(1)
    const plan = await cloud.stack('plan', dir, 'dev')
    expect(plan.code, plan.stderr).toBe(0)
    const again = await cloud.stack('build', dir, 'dev', '--yes')
    expect(again.code, again.stderr).toBe(0)
    expect(await cloud.values(integrations)).toHaveLength(1)
    const down = await cloud.stack('teardown', dir, 'dev', '--yes')
    expect(down.code, down.stderr).toBe(0)
    expect(await cloud.values(integrations)).toEqual([])
  })
})
