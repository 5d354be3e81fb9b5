import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { settles } from '../../src/execution/mutation/settling-failure.js'
import { rewritingProxy, type RewritingProxy } from '../support/rewriting-proxy.js'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

/* What fails in a stack since something made or deleted a moment ago is not seen everywhere is tried again. */

let cloud: RunningEmulator
let proxy: RewritingProxy
let folder: string
beforeAll(async () => {
  cloud = await emulator()
  proxy = await rewritingProxy(cloud.url)
})
afterAll(async () => {
  await proxy.stop()
  await cloud.stop()
})
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-settling-'))
  proxy.calls.length = 0
  proxy.rewrite = () => undefined
  proxy.swallow = () => false
  return () => {
    rmSync(folder, { recursive: true })
  }
})

const run = (...args: string[]): Promise<Finished> =>
  skyql([...args, '--endpoint-url', proxy.url, '--region', 'us-east-1'], { cwd: folder })
const stack = (verb: string): Promise<Finished> => run('stack', verb, '.', 'dev', '--yes')

function write(name: string): void {
  writeFileSync(
    join(folder, 'manifest.yml'),
    `name: ${name}\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n  - name: g\n    table: awscc.logs.log_groups\n    props: [{ name: LogGroupName, value: ${name} }]\n`,
  )
}

/** The first calls of an operation fail with these words, and do nothing. */
function fail(operation: string, times: number, message: string): void {
  const isFailing = (call: { readonly operation: string; readonly before: number }): boolean =>
    call.operation === operation && call.before < times
  proxy.swallow = isFailing
  proxy.rewrite = (call) =>
    isFailing(call)
      ? JSON.stringify({
          ProgressEvent: {
            ...{ TypeName: 'AWS::Logs::LogGroup', RequestToken: `r${String(call.before)}` },
            ...{ Operation: operation.replace('Resource', '').toUpperCase() },
            ...{ OperationStatus: 'FAILED', ErrorCode: 'InvalidRequest', StatusMessage: message },
          },
        })
      : undefined
}
const count = (operation: string): number =>
  proxy.calls.filter((call) => call.operation === operation).length

const ROLE = 'The role defined for the function cannot be assumed by Lambda. (Service: Lambda)'
const USED =
  "The vpc 'vpc-1' has dependencies and cannot be deleted. (Service: Ec2, DependencyViolation)"

test('a creation by a role of a moment ago is made in the end, and a deletion of what was in use', async () => {
  write('settles')
  fail('CreateResource', 1, ROLE)
  const built = await stack('build')
  expect(built.code, built.stderr).toBe(0)
  expect(count('CreateResource')).toBe(2)
  fail('DeleteResource', 1, USED)
  const torn = await stack('teardown')
  expect(torn.code, torn.stderr).toBe(0)
  expect(count('DeleteResource')).toBe(2)
})

test('what is wrong stays wrong: it is told at once', async () => {
  write('wrong')
  fail('CreateResource', 1, 'Value at logGroupName failed to satisfy constraint')
  const built = await stack('build')
  expect([built.code, built.stderr]).toEqual([1, expect.stringContaining('failed to satisfy')])
  expect(count('CreateResource')).toBe(1)
})

test('a statement by itself tells it at once, too', async () => {
  fail('CreateResource', 1, ROLE)
  const sql = "INSERT INTO awscc.logs.log_groups (LogGroupName) VALUES ('alone')"
  const { code, stderr } = await run('exec', '--yes', sql)
  expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be assumed')])
  expect(count('CreateResource')).toBe(1)
})

describe('settles', () => {
  test.each([
    ['CREATE', ROLE, true],
    [
      'UPDATE',
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role',
      true,
    ],
    ['CREATE', 'User: arn:… is not authorized to perform: sts:AssumeRole on resource: arn:…', true],
    ['CREATE', 'Invalid principal in policy (Service: S3, Status Code: 400)', true],
    [
      'CREATE',
      'Value (app) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name',
      true,
    ],
    ['CREATE', 'User: arn:… is not authorized to perform: iam:PassRole on resource: arn:…', false],
    ['CREATE', 'The vpc has dependencies and cannot be deleted', false],
    ['DELETE', USED, true],
    ['DELETE', 'resource sg-1 has a dependent object (Service: Ec2)', true],
    ['DELETE', 'Cannot delete entity, must detach all policies first. (DeleteConflict)', true],
    ['DELETE', 'The bucket you tried to delete is not empty', false],
  ] as const)('%s: %s: %s', (operation, message, expected) => {
    const event = { operation, status: 'FAILED', requestToken: 'r', message } as const
    expect(settles(event)).toBe(expected)
    expect(settles({ ...event, hookMessages: ['no'] })).toBe(false)
    expect(settles({ ...event, status: 'SUCCESS' })).toBe(false)
  })
})
