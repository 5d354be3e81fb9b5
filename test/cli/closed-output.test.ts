import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emulator, finish, skyql, type RunningEmulator } from '../support/skyql.js'

/* Readers that go away, disks that are full, homes that cannot be written: told in one line, and nothing is lost. */

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const D = 'awscc.customerprofiles.domains'

let cloud: RunningEmulator
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-closed-'))
  cloud = await emulator()
})

afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

const insert = (name: string): string =>
  `INSERT INTO ${D} (DomainName, DefaultExpirationDays) VALUES ('${name}', 1)`
const at = (): string[] => ['exec', '--endpoint-url', cloud.url, '--region', 'us-east-1', '--yes']

/** Runs a script in a shell: `before` it, and with its output to `after`; answers with its own exit code. */
function shell(sql: string, after: string, before = ''): ReturnType<typeof finish> {
  const words = [process.execPath, SKYQL, ...at(), '-o', 'csv', sql]
  const line = words.map((each) => `'${each.replaceAll("'", `'\\''`)}'`).join(' ')
  const text = `set -o pipefail; ${before} ${line} ${after}`
  return finish('bash', ['-c', text], { cwd: folder })
}

async function names(): Promise<string> {
  return (await skyql([...at(), '-o', 'csv', `SELECT domain_name FROM ${D} ORDER BY 1`])).stdout
}

test('a reader that is gone stops before the next write, and is told of', async () => {
  const sql = `SELECT unnest(range(300000)) AS n; ${insert('pipe1')}; SELECT 1; ${insert('pipe2')}`
  const { code, stdout, stderr } = await shell(sql, '| head -1')
  expect([code, stdout]).toEqual([1, 'n\n'])
  expect(stderr).toBe(
    'error: nobody reads the output: 3 statements were not run, 2 of which may change something, from line 1 on\n',
  )
  expect(await names()).not.toContain('pipe')
})

test('of reads alone the exit code is that of SIGPIPE', async () => {
  const sql = 'SELECT unnest(range(300000)) AS n'
  const alone = await shell(sql, '| head -1')
  expect([alone.code, alone.stdout, alone.stderr]).toEqual([141, 'n\n', ''])
  const two = await shell(`${sql}; SELECT 1`, '| head -1')
  expect(two.code).toBe(141)
  expect(two.stderr).toContain('1 statement was not run, from line 1 on')
})

test('a full disk is one line, and what comes after is not begun', async () => {
  const { code, stderr } = await shell(`SELECT 1; ${insert('full')}`, '> /dev/full')
  expect(code).toBe(1)
  expect(stderr).toMatch(/^error: .*ENOSPC.*1 statement was not run, 1 of which .*\n$/)
  expect(await names()).not.toContain('full')
  const version = await finish('bash', [
    '-c',
    `'${process.execPath}' '${SKYQL}' skeleton ${D} > /dev/full`,
  ])
  expect([version.code, version.stderr]).toEqual([
    1,
    expect.stringMatching(/^error: .*ENOSPC.*\n$/),
  ])
})

for (const [what, after, before] of [
  ['closed stdout', '>&-', ''],
  ['no HOME', '', 'env -u HOME -u XDG_CACHE_HOME '],
  ['a HOME that takes no folder', '', 'HOME=/proc XDG_CACHE_HOME= XDG_CONFIG_HOME= '],
  ['few files', '', 'ulimit -n 64;'],
] as const) {
  test(what, async () => {
    const name = `d${what.replaceAll(/\W/g, '')}`
    const { code, stderr } = await shell(insert(name), after, before)
    expect(stderr).not.toMatch(/\n\s+at |INTERNAL/)
    expect(code).toBe(0)
    expect(await names()).toContain(name)
  })
}
