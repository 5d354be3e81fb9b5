import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { stackFolder } from '../manifest/stack-folder.js'
import { skyql, type Finished } from '../support/skyql.js'

const MANIFEST = new URL('../../manifests/ingestion', import.meta.url).pathname

test('the example ingests by a workflow, once its connection is there', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'skyql-ingestion-'))
  const run = (...args: string[]): Promise<Finished> => skyql([...args, '--local'], { cwd })
  const build = (): Promise<Finished> => run('stack', 'build', MANIFEST, 'dev', '--yes')
  const unconnected = await build()
  expect(unconnected.code).not.toBe(0)
  expect(unconnected.stderr + unconnected.stdout).toMatch(/connected/)
  const profile = `INSERT INTO awscc.appflow.connector_profiles (ConnectorProfileName, ConnectorType, ConnectionMode, region) VALUES ('salesforce', 'Salesforce', 'Public', 'us-east-1')`
  expect((await run('exec', profile)).code).toBe(0)
  const built = await build()
  expect([built.code, built.stderr]).toEqual([0, expect.any(String) as string])
  const again = await build()
  expect(again.stdout + again.stderr).toMatch(/: 5 unchanged/)
  const found = await run(
    ...['exec', '-o', 'json'],
    `SELECT i.workflow_id = w.workflow_id AS same, w.status FROM aws.customer_profiles.integrations i
     JOIN aws.customer_profiles.integration_workflows w ON w.domain_name = i.domain_name
     WHERE i.domain_name = 'crm-dev' AND i.region = 'us-east-1' AND w.region = 'us-east-1'`,
  )
  expect(JSON.parse(found.stdout)).toEqual([{ same: true, status: 'COMPLETE' }])
})

test('the example makes a connection of its own, looks whether it is connected, and takes it away', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'skyql-ingestion-'))
  const own = ['-e', 'OWN_CONNECTION=yes']
  const signIn = [
    ...['-e', 'SALESFORCE_URL=https://crm.my.salesforce.com'],
    ...['-e', 'SALESFORCE_REFRESH_TOKEN=refresh-4711'],
    ...['-e', 'SALESFORCE_CLIENT_ARN=arn:aws:secretsmanager:us-east-1:123456789012:secret:crm'],
  ]
  const stack = (verb: string, ...more: string[]): Promise<Finished> =>
    skyql(['stack', verb, MANIFEST, 'dev', '--local', ...own, ...more], { cwd })
  const bare = await stack('plan')
  expect([bare.code, bare.stderr]).toEqual([1, expect.stringContaining('SALESFORCE_REFRESH_TOKEN')])
  const policy = {
    Effect: 'Allow',
    Action: ['kms:CreateGrant'],
    Resource: 'arn:aws:kms:us-east-1:123456789012:key/other',
  }
  const policies = JSON.stringify([
    { PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [policy] } },
  ])
  await skyql(
    [
      ...['exec', '--local'],
      `INSERT INTO awscc.iam.roles (RoleName, AssumeRolePolicyDocument, Policies) VALUES ('appflow-ingestion', '{"Statement": []}', '${policies}')`,
    ],
    { cwd },
  )
  const built = await stack('build', '--yes', ...signIn)
  expect(built.stderr).toMatch(
    /warning: role .* was made for .*key\/other: it cannot ingest into domain crm-dev/,
  )
  expect([built.code, built.stderr]).toEqual([0, expect.stringMatching(/created +profile/)])
  const planned = await stack('plan', '--detailed-exitcode', ...signIn)
  expect([planned.code, planned.stdout]).toEqual([0, expect.stringContaining('unchanged')])
  for (const { stdout, stderr } of [built, planned]) {
    expect(stdout + stderr).not.toContain('refresh-4711')
  }
  const gone = await stack('teardown', '--yes', ...signIn)
  expect([gone.code, gone.stderr]).toEqual([0, expect.stringMatching(/deleted +profile/)])
  const left = await skyql(
    [
      'exec',
      '--local',
      '-o',
      'json',
      "SELECT * FROM aws.appflow.connector_profiles WHERE region = 'us-east-1'",
    ],
    { cwd },
  )
  expect(JSON.parse(left.stdout)).toEqual([])
})

test('with the provider aws, tables of Cloud Control go by aws or by no provider', async () => {
  const cwd = stackFolder({
    's/stackql_manifest.yml': `version: 1
name: s
providers: [aws]
globals: [{ name: region, value: us-east-1 }]
resources:
  - name: b
    table: aws.s3.buckets
    props: [{ name: BucketName, value: my-bucket-x }]
  - name: d
    table: customerprofiles.domains
    props: [{ name: DomainName, value: dd }, { name: DefaultExpirationDays, value: 9 }]
`,
  })
  const { code, stdout } = await skyql(['stack', 'plan', 's', 'dev', '--local'], { cwd })
  expect(code).toBe(0)
  expect(stdout).toMatch(/AWS::S3::Bucket[\s\S]*AWS::CustomerProfiles::Domain/)
})
