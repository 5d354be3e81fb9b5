import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasSeedPage, SEED_VARIABLES, seedPage } from '../manifest/seed-page.js'
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
  // What is skipped is read all the same.
  const iql = hasSeedPage ? seedPage().iql : ''
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

  const [all = '', update = '', remove = ''] = iql.split(/(?=\/\*\+ (?:update|delete))/)
  const FILES: readonly (readonly [string, string])[] = [
    ['the required properties, UPDATE and DELETE', REQUIRED + update + remove],
    ['the required properties and UPDATE', REQUIRED + update],
    ['the required properties and DELETE', REQUIRED + remove],
    ['the required properties', REQUIRED],
    ['all properties, UPDATE and DELETE', all + update + remove],
    ['all properties', all],
    ['UPDATE and DELETE', update + remove],
  ]

  test.each(FILES)(
    'the manifest as printed with %s',
    async (what, file) => {
      const DomainName = what.replaceAll(/\W+/g, '-')
      const domain = `INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays) VALUES ('${DomainName}', 30)`
      expect((await cloud.sql(domain)).code).toBe(0)
      const uris = `SELECT uri FROM awscc.customerprofiles.integrations WHERE domain_name = '${DomainName}'`
      const dir = cloud.write(DomainName, '[]', { 'resources/integration.iql': file })
      const { manifest } = seedPage()
      writeFileSync(
        join(dir, 'stackql_manifest.yml'),
        manifest.replace('stack name', DomainName.slice(0, 40)),
      )
      const vars = join(dir, 'vars.json')
      const say = (more: object): void =>
        writeFileSync(vars, JSON.stringify({ ...SEED_VARIABLES, DomainName, ...more }))
      const run = async (code: number, verb: string, ...flags: string[]): Promise<void> => {
        const ended = await cloud.stack(verb, dir, 'dev', ...flags, '--vars', vars)
        expect(ended.code, ended.stdout + ended.stderr).toBe(code)
      }
      const isDone = (): Promise<void> => run(0, 'plan', '--detailed-exitcode')

      say({})
      await run(0, 'build', '--yes')
      await isDone()
      const made = await cloud.values(uris)
      expect(made).toHaveLength(1)
      say({ ObjectTypeName: 'Contact' })
      await run(2, 'plan', '--detailed-exitcode')
      await run(0, 'build', '--yes')
      await isDone()
      const [type] = await cloud.values(uris.replace('SELECT uri', 'SELECT object_type_name'))
      expect(type).toBe('Contact')
      expect(await cloud.values(uris)).toEqual(made)
      await run(0, 'drift', '--detailed-exitcode')
      const behind = `UPDATE awscc.customerprofiles.integrations SET object_type_name = 'Lead' WHERE identifier = '${DomainName}|${String(made[0])}'`
      const changed = await cloud.sql(behind)
      expect(changed.code, changed.stderr).toBe(0)
      await run(2, 'drift', '--detailed-exitcode')
      await run(0, 'teardown', '--yes')
      expect(await cloud.values(uris)).toEqual([])
    },
    120_000,
  )
})
