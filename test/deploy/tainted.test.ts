import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rewritingProxy, type RewritingProxy } from '../support/rewriting-proxy.js'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

/* A creation that fails and leaves something: plan and info say so until a build has found it as it is declared. */

const folder = mkdtempSync(join(tmpdir(), 'skyql-tainted-'))
let cloud: RunningEmulator
let proxy: RewritingProxy
beforeAll(async () => {
  cloud = await emulator()
  proxy = await rewritingProxy(cloud.url)
})
afterAll(async () => {
  await proxy.stop()
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const stack = (verb: string, ...args: string[]): Promise<Finished> =>
  skyql(
    ['stack', verb, '.', 'dev', ...args, '--endpoint-url', proxy.url, '--region', 'us-east-1'],
    {
      cwd: folder,
    },
  )

test('is tainted', async () => {
  writeFileSync(
    join(folder, 'manifest.yml'),
    'name: t\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n  - { name: gate, table: awscc.ec2.internet_gateways, props: [] }\n',
  )
  // The service makes it, and says that it did not come up.
  proxy.rewrite = ({ operation }, answer) => {
    if (!/^(?:CreateResource|GetResourceRequestStatus)$/.test(operation)) return undefined
    const { ProgressEvent: event } = JSON.parse(answer) as {
      ProgressEvent: Record<string, unknown>
    }
    const failed = {
      OperationStatus: 'FAILED',
      ErrorCode: 'NotStabilized',
      StatusMessage: 'not up',
    }
    return event['OperationStatus'] === 'SUCCESS'
      ? JSON.stringify({ ProgressEvent: { ...event, ...failed } })
      : undefined
  }
  expect((await stack('build', '--yes')).code).toBe(1)
  proxy.rewrite = () => undefined

  const plan = await stack('plan')
  expect(plan.stdout, plan.stderr).toMatch(
    /no-op +gate .*igw-.*\(tainted: its creation failed and left it/,
  )
  expect((await stack('info')).stdout).toMatch(/^gate .*igw-.*\(tainted/m)
  const told = JSON.parse((await stack('info', '-o', 'json')).stdout) as { resources: unknown[] }
  expect(told.resources).toMatchObject([{ name: 'gate', tainted: true }])

  // A build that finds it as it is declared keeps it: there is one, and nothing more is said.
  expect((await stack('build', '--yes')).code).toBe(0)
  expect((await stack('plan')).stdout).toMatch(/nothing to do|1 unchanged/)
  expect((await stack('info')).stdout).not.toContain('tainted')
  expect((await stack('teardown', '--yes')).code).toBe(0)
})
