import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { livedIn } from '../support/lived-in-estate.js'
import { stackCloud, type StackCloud } from './stack-cloud.js'

/* What an import does not write down is not the stack's: no build takes it away. */

const folder = mkdtempSync(join(tmpdir(), 'skyql-importing-'))
let cloud: StackCloud
beforeAll(async () => {
  cloud = await stackCloud(livedIn(folder, { stack: 'imports' }))
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const ROLE = 'arn:aws:iam::123456789012:role/app'
const quoted = (value: unknown): string => `'${JSON.stringify(value)}'`

/** Resources with a part that may be secret, what it is, and where it is read. */
const WITH_SECRETS: readonly (readonly [string, string, string, string])[] = [
  [
    'AWS::Lambda::Function',
    'f',
    `INSERT INTO awscc.lambda.functions (FunctionName, Role, Code, Runtime, Handler, Environment, region) VALUES ('f', '${ROLE}', ${quoted({ S3Bucket: 'code-bucket', S3Key: 'k' })}, 'nodejs20.x', 'i.h', ${quoted({ Variables: { API_TOKEN: 'tok-1234567890abcdef' } })}, 'us-east-1')`,
    `SELECT Environment FROM awscc.lambda.functions WHERE FunctionName = 'f' AND region = 'us-east-1'`,
  ],
  [
    'AWS::Logs::LogGroup',
    'g',
    `INSERT INTO awscc.logs.log_groups (LogGroupName, RetentionInDays, Tags, region) VALUES ('g', 7, ${quoted([{ Key: 'password', Value: 'hunter2hunter2' }])}, 'us-east-1')`,
    `SELECT Tags FROM awscc.logs.log_groups WHERE LogGroupName = 'g' AND region = 'us-east-1'`,
  ],
]

test.each(WITH_SECRETS)('%s %s keeps what may be secret', async (type, name, insert, read) => {
  const made = await cloud.sql(insert)
  expect(made.code, made.stderr).toBe(0)
  const [before] = await cloud.values(read)
  const dir = cloud.write(`imports-${name}`, '  []\n')
  const imported = await cloud.stack('import', dir, 'dev', type, name)
  expect(imported.code, imported.stderr).toBe(0)
  const plan = await cloud.stack('plan', dir, 'dev', '-o', 'json')
  expect(plan.code, plan.stderr).toBe(0)
  const { steps } = JSON.parse(plan.stdout) as { steps: { action: string; paths: unknown[] }[] }
  expect(steps.map(({ action, paths }) => [action, paths])).toEqual([['no-op', []]])
  for (let round = 0; round < 2; round++) {
    const built = await cloud.stack('build', dir, 'dev', '--yes')
    expect(built.code, built.stderr).toBe(0)
    expect(await cloud.values(read)).toEqual([before])
  }
  expect((await cloud.stack('teardown', dir, 'dev', '--yes')).code).toBe(0)
})
