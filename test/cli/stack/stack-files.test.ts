import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MANIFEST_SCHEMA } from '../../../src/manifest/index.js'
import { hasSeedPage, SEED_VARIABLES, seedPage } from '../../manifest/seed-page.js'
import { stackFolder } from '../../manifest/stack-folder.js'
import { skyql, type Finished } from '../../support/skyql.js'

type Run = (...args: readonly string[]) => Promise<Finished>

function at(cwd: string): Run {
  return (...args) => skyql([...args, '--local'], { cwd })
}

describe('skyql stack', { timeout: 120_000 }, () => {
  it('shell runs SQL in the region of the stack', async () => {
    const cwd = stackFolder({
      'stackql_manifest.yml':
        "version: 1\nname: west\nproviders: [awscc]\nglobals: [{name: region, value: '{{ REGION }}'}]\nresources: []\n",
    })
    const input = 'SELECT count(*) FROM awscc.s3.buckets; SELECT region FROM skyql.coverage'
    const at = ['stack', 'shell', '.', 'dev', '--local']
    const ran = await skyql([...at, '-e', 'REGION=eu-west-1'], { cwd, input })
    expect(ran.code).toBe(0)
    expect(ran.stdout).toMatch(/region\n-+\neu-west-1\n/)
    const unset = await skyql(at, { cwd, input })
    expect([unset.code, unset.stdout]).toEqual([1, ''])
  })

  it('init makes a stack that builds; import and drift --accept write into it', async () => {
    const cwd = stackFolder({})
    const run = at(cwd)
    const file = join(cwd, 'my-shop/stackql_manifest.yml')
    expect((await skyql(['stack', 'init', 'My_Shop'], { cwd })).code).toBe(0)
    const again = await skyql(['stack', 'init', 'My_Shop'], { cwd })
    expect([again.code, again.stderr]).toEqual([
      2,
      expect.stringContaining('my-shop is there already'),
    ])
    expect((await run('stack', 'build', 'my-shop', 'dev', '--yes')).code).toBe(0)

    const made = await run(
      ...[
        'exec',
        "INSERT INTO awscc.ec2.vpcs (CidrBlock, region) SELECT '10.9.0.0/16', 'us-east-1' RETURNING vpc_id",
      ],
      ...['-o', 'json'],
    )
    const id = /vpc-\w+/.exec(made.stdout)?.[0] ?? ''
    const imported = await run('stack', 'import', 'my-shop', 'dev', 'AWS::EC2::VPC', id)
    expect([imported.code, imported.stdout]).toEqual([0, expect.stringContaining('declares ')])
    const plan = await run('stack', 'plan', 'my-shop', 'dev', '-o', 'json')
    const steps = JSON.parse(plan.stdout) as { steps: { name: string; action: string }[] }
    expect(steps.steps.map(({ action }) => action)).toEqual(['no-op', 'no-op'])

    await run(
      ...['exec', '--yes'],
      "UPDATE awscc.s3.buckets SET versioning_configuration = '{\"Status\":\"Enabled\"}' WHERE region = 'us-east-1' AND Identifier = 'my-shop-dev'",
    )
    expect((await run('stack', 'drift', 'my-shop', 'dev', '--detailed-exitcode')).code).toBe(2)
    const accepted = await run('stack', 'drift', 'my-shop', 'dev', '--accept', '--yes')
    expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringContaining('1 value')])
    expect(readFileSync(file, 'utf8')).not.toContain('Suspended')
    expect((await run('stack', 'drift', 'my-shop', 'dev', '--detailed-exitcode')).code).toBe(0)

    expect((await run('stack', 'teardown', 'my-shop', 'dev', '--yes')).code).toBe(0)
    const left = await run(
      'exec',
      "SELECT vpc_id FROM awscc.ec2.vpcs_list_only WHERE region = 'us-east-1'",
      '-o',
      'jsonl',
    )
    expect(left.stdout).toBe('')
  })

  it('init --template starts from an example', async () => {
    const cwd = stackFolder({})
    await skyql(['stack', 'init', 'logs', '--template', 'bucket'], { cwd })
    const text = readFileSync(join(cwd, 'logs/stackql_manifest.yml'), 'utf8')
    expect(text).toContain('\nname: logs\n')
    expect(readFileSync(join(cwd, 'logs/resources/bucket.iql'), 'utf8')).toContain('/*+ create */')
    const policy = join(cwd, 'logs/resources/policies/write-logs.json')
    expect(readFileSync(policy, 'utf8')).toContain('s3:PutObject')
    const none = await skyql(['stack', 'init', 'x', '--template', 'buckt'], { cwd })
    expect(none.stderr).toContain('there is no template "buckt"')
  })

  it('tells what the catalogue finds wrong with props, each at its place', async () => {
    const cwd = stackFolder({
      'bad/manifest.yml': `resources:
  - name: b
    table: s3.buckets
    props:
      - { name: BucketNam, value: x }
      - { name: Tags, value: 7 }
      - { name: VersioningConfiguration, value: { Statuss: On } }
  - { name: t, table: buckets, props: [{ name: BucketName, value: x }] }
  - { name: n, props: [{ name: DomainName, value: d }, { name: DefaultExpirationDays, value: 3 }] }
`,
    })
    const { code, stderr } = await at(cwd)('stack', 'plan', 'bad', 'dev')
    expect(code).toBe(1)
    expect(stderr).toContain('5 problems')
    expect(stderr).toContain(
      'bad/manifest.yml:5:17: b: AWS::S3::Bucket has no property "BucketNam"',
    )
    expect(stderr).toMatch(
      /bad\/manifest\.yml:6:30: b: Tags expects a JSON array, not the number 7/,
    )
    expect(stderr).toMatch(
      /bad\/manifest\.yml:7:\d+: b: VersioningConfiguration has no property "Statuss"/,
    )
    expect(stderr).toMatch(/"buckets" is not a table.*its props fit awscc\.s3\.buckets/)
    expect(stderr).toMatch(
      /n does not say which table it is in.*its props fit awscc\.customerprofiles\.domains/,
    )
  })

  it('tells of a file that is missing once, not that its table is missing, too', async () => {
    const cwd = stackFolder({
      'bad/manifest.yml': `resources:
  - { name: a, file: nope.iql, props: [{ name: DomainName, value: d }] }
  - name: b
    table: s3.buckets
    file: nope.iql
    props: [{ name: BucketNam, value: x }]
`,
    })
    const { code, stderr } = await at(cwd)('stack', 'plan', 'bad', 'dev')
    expect(code).toBe(1)
    expect(stderr).toContain('3 problems')
    expect(stderr).toContain('bad/manifest.yml:2:22: a: there is no file nope.iql')
    expect(stderr).toContain('b: there is no file nope.iql')
    expect(stderr).toContain('b: AWS::S3::Bucket has no property "BucketNam"')
  })

  it.skipIf(!hasSeedPage)(
    'runs the manifest and the statements of a documentation page',
    async () => {
      const { manifest, iql } = seedPage()
      const cwd = stackFolder({
        'stack/stackql_manifest.yml': manifest,
        'stack/resources/integration.iql': iql,
        'v1.json': JSON.stringify(SEED_VARIABLES),
        'v2.json': JSON.stringify({
          ...SEED_VARIABLES,
          ObjectTypeName: 'Contact',
          Description: 'e',
        }),
        'v3.json': JSON.stringify({ ...SEED_VARIABLES, EnableDynamicFieldUpdate: true }),
      })
      const run = at(cwd)
      await run(
        'exec',
        "INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays, region) SELECT 'retail', 30, 'us-east-1'",
      )
      const live = async (): Promise<unknown> => {
        const sql =
          "SELECT object_type_name FROM awscc.customerprofiles.integrations WHERE region = 'us-east-1' AND domain_name = 'retail'"
        return JSON.parse((await run('exec', sql, '-o', 'json')).stdout)
      }
      const missing = await run('stack', 'plan', 'stack', 'dev', '--vars', 'v3.json')
      expect(missing.code).toBe(1)
      expect(missing.stderr).toContain('SourceConnectorProperties.Salesforce.Object')
      expect(missing.stderr).toContain('stack/stackql_manifest.yml:58:25')
      expect((await run('stack', 'build', 'stack', 'dev', '--vars', 'v1.json', '--yes')).code).toBe(
        0,
      )
      expect(await live()).toEqual([{ object_type_name: 'Account' }])
      expect((await run('stack', 'build', 'stack', 'dev', '--vars', 'v2.json', '--yes')).code).toBe(
        0,
      )
      expect(await live()).toEqual([{ object_type_name: 'Contact' }])
      expect((await run('stack', 'test', 'stack', 'dev', '--vars', 'v2.json')).code).toBe(0)
      expect(
        (await run('stack', 'teardown', 'stack', 'dev', '--vars', 'v2.json', '--yes')).code,
      ).toBe(0)
      expect(await live()).toEqual([])
    },
  )

  it('publishes the schema that manifests are checked with', () => {
    const file = new URL('../../../dist/manifest.schema.json', import.meta.url)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(MANIFEST_SCHEMA)),
    )
  })
})
