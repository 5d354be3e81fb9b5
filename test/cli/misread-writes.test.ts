import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { rewritingProxy, type RewritingProxy } from '../support/rewriting-proxy.js'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

/* A write whose answer nobody can read may have been done: that is told, looked up, and never taken for another's. */

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
  folder = mkdtempSync(join(tmpdir(), 'skyql-misread-'))
  proxy.calls.length = 0
  proxy.rewrite = () => undefined
  proxy.swallow = () => false
  return () => rmSync(folder, { recursive: true })
})

const GROUPS = 'awscc.logs.log_groups'
const at = (url: string, ...args: string[]): Promise<Finished> =>
  skyql(['exec', '--endpoint-url', url, '--region', 'us-east-1', '--yes', ...args], { cwd: folder })
const exec = (...args: string[]): Promise<Finished> => at(proxy.url, ...args)
const insert = (name: string): string =>
  `INSERT INTO ${GROUPS} (LogGroupName, RetentionInDays) VALUES ('${name}', 7)`
const retention = async (name: string): Promise<unknown> => {
  const sql = `SELECT RetentionInDays FROM ${GROUPS} WHERE LogGroupName = '${name}'`
  const { stdout } = await at(cloud.url, '-o', 'json', sql)
  return (JSON.parse(stdout) as { RetentionInDays: number }[])[0]?.RetentionInDays
}

const event = (answer: string): Record<string, unknown> =>
  (JSON.parse(answer) as { ProgressEvent: Record<string, unknown> }).ProgressEvent
const MISSHAPEN: Readonly<Record<string, (answer: string) => string>> = {
  'nothing in it': () => '{}',
  'a null': () => '{"ProgressEvent":null}',
  'a list': () => '[]',
  'a text for an event': () => '{"ProgressEvent":"SUCCESS"}',
  'no token': (answer) =>
    JSON.stringify({ ProgressEvent: { ...event(answer), RequestToken: undefined } }),
  'an empty token': (answer) =>
    JSON.stringify({ ProgressEvent: { ...event(answer), RequestToken: '' } }),
  'no status': (answer) =>
    JSON.stringify({ ProgressEvent: { ...event(answer), OperationStatus: undefined } }),
  'a status that there is not': (answer) =>
    JSON.stringify({ ProgressEvent: { ...event(answer), OperationStatus: 'DONE' } }),
}
const STATEMENTS: Readonly<Record<string, (name: string) => string>> = {
  CreateResource: insert,
  UpdateResource: (name) =>
    `UPDATE ${GROUPS} SET RetentionInDays = 14 WHERE Identifier = '${name}'`,
  DeleteResource: (name) => `DELETE FROM ${GROUPS} WHERE Identifier = '${name}'`,
}
const AFTER: Readonly<Record<string, number | undefined>> = {
  ...{ CreateResource: 7, UpdateResource: 14, DeleteResource: undefined },
}
/** Every shape of a create, two of what goes the same way. */
const CASES = Object.keys(STATEMENTS).flatMap((operation) =>
  Object.keys(MISSHAPEN)
    .slice(0, operation === 'CreateResource' ? undefined : 2)
    .map((shape): [string, string, string] => [
      operation,
      shape,
      `g-${operation.slice(0, 3)}-${shape.replaceAll(' ', '-')}`,
    ]),
)

describe.each(CASES)('%s is answered with %s', (operation, shape, name) => {
  const misshape = MISSHAPEN[shape] ?? String
  const statement = STATEMENTS[operation]?.(name) ?? ''
  const only =
    (isIt: (before: number) => boolean) =>
    (call: { operation: string; before: number }, answer: string) =>
      call.operation === operation && isIt(call.before) ? misshape(answer) : undefined

  test.runIf(shape === 'a null')(
    'and its end is found, once, where the next answer can be read',
    async () => {
      if (operation !== 'CreateResource')
        expect((await at(cloud.url, insert(`${name}-1`))).code).toBe(0)
      proxy.rewrite = only((before) => before === 0)
      const done = await exec(STATEMENTS[operation]?.(`${name}-1`) ?? '')
      expect(done.code, done.stderr).toBe(0)
      expect(await retention(`${name}-1`)).toBe(AFTER[operation])
      const tokens = proxy.calls
        .filter((call) => call.operation === operation)
        .map(({ body }) => (JSON.parse(body) as { ClientToken: string }).ClientToken)
      expect(new Set(tokens).size, 'the same write, sent again').toBe(1)
    },
  )

  test('and that is told, with what it may be, and not taken for its own by the next', async () => {
    if (operation !== 'CreateResource') expect((await at(cloud.url, insert(name))).code).toBe(0)
    proxy.rewrite = only(() => true)
    const lost = await exec(statement)
    expect(lost.code).not.toBe(0)
    expect(lost.stderr).toMatch(
      /error\[BAD_ANSWER\]: whether the \w+ of AWS::Logs::LogGroup was accepted is not known/,
    )
    expect(lost.stderr).toContain(`(SUCCESS of ${name})`)
    expect(lost.stderr).toContain('skyql exec --resume finds out')
    expect(await retention(name), 'it was done').toBe(AFTER[operation])

    const writes = (): number => proxy.calls.filter((call) => call.operation === operation).length
    const before = writes()
    proxy.rewrite = () => undefined
    const next = await exec(statement)
    if (operation === 'CreateResource') {
      expect(next.code).toBe(1)
      expect(next.stderr).toContain('how it ended is not known: its answer could not be read')
      expect(writes(), 'nothing was sent').toBe(before)
    } else {
      expect(next.stdout + next.stderr).not.toContain('taken up')
    }
    expect(await retention(name)).toBe(AFTER[operation])
  })

  test.runIf(shape === 'nothing in it')('and --resume takes it to its end', async () => {
    const own = `${name}-r`
    if (operation !== 'CreateResource') expect((await at(cloud.url, insert(own))).code).toBe(0)
    proxy.rewrite = only(() => true)
    expect((await exec(STATEMENTS[operation]?.(own) ?? '')).code).not.toBe(0)
    const still = await exec('--resume')
    expect(still.code, 'it cannot be read yet').not.toBe(0)
    proxy.rewrite = () => undefined
    const resumed = await exec('--resume')
    expect(resumed.code, resumed.stderr).toBe(0)
    expect(await retention(own)).toBe(AFTER[operation])
  })
})

test('a write that never arrived is sent by --resume, once', async () => {
  proxy.swallow = ({ operation }) => operation === 'CreateResource'
  proxy.rewrite = ({ operation }) => (operation === 'CreateResource' ? '{}' : undefined)
  const lost = await exec(insert('swallowed'))
  expect(lost.stderr).toContain('the service lists no request that it may be')
  proxy.swallow = () => false
  proxy.rewrite = () => undefined
  expect((await exec('--resume')).code).toBe(0)
  expect(await retention('swallowed')).toBe(7)
})
