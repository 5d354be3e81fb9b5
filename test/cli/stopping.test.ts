import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WireTap } from '../session/wire-tap.js'
import { emulator, finish, skyql, type RunningEmulator } from '../support/skyql.js'

/* Statements that are stopped, by a clock, by Ctrl-C and by a reader who has seen enough; and what is told meanwhile. */

const PAGES = 400
const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const SQL = 'SELECT domain_name FROM awscc.customerprofiles.domains'

let cloud: RunningEmulator
let tap: WireTap
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-stop-'))
  const estate = Array.from({ length: PAGES }, (_, index) => ({
    type: 'AWS::CustomerProfiles::Domain',
    region: 'us-east-1',
    properties: { DomainName: `d${String(index)}`, DefaultExpirationDays: 1 },
  }))
  writeFileSync(join(folder, 'estate.json'), JSON.stringify(estate))
  cloud = await emulator([
    ...['--seed', join(folder, 'estate.json')],
    ...['--page-size', '1', '--latency', '30'],
  ])
})

beforeEach(async () => {
  tap = await WireTap.to(cloud.url)
  return () => tap.close()
})

afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

function args(...more: string[]): string[] {
  return ['exec', '--endpoint-url', tap.url, '--region', 'us-east-1', ...more]
}

/** Calls that come in when those under way had their time. */
async function callsGoOn(): Promise<boolean> {
  await delay(200)
  const now = tap.calls.length
  await delay(200)
  return tap.calls.length > now
}

describe('a time limit', () => {
  test('--timeout stops the calls, counts what came, and fails', async () => {
    const { code, stdout, stderr } = await skyql(args('--timeout', '1', SQL))
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      /TIMEOUT.*given up after 1 s: \d+ calls had been made and \d+ rows fetched from 0 of 1 place/,
    )
    expect(stderr).toContain('--timeout')
    expect(tap.calls.length).toBeLessThan(PAGES)
    expect(await callsGoOn()).toBe(false)
  })

  test('SET timeout holds for what follows, 0 takes it away', async () => {
    const given = await skyql(
      args('-o', 'csv', `SET timeout = '0.5'; SELECT 1 AS n; ${SQL} ORDER BY 1`),
    )
    expect(given.code).toBe(1)
    expect(given.stdout).toBe('n\n1\n')
    expect(given.stderr).toContain('given up after 0.5 s')
    const none = await skyql(args('--timeout', '0.001', 'SET timeout = 0; SELECT 1'))
    expect(none.code).toBe(0)
    expect((await skyql(args("SET timeout = 'soon'"))).stderr).toContain('timeout takes seconds')
  })

  test('rows that came before are out, and the error says that they are not all', async () => {
    const { code, stdout, stderr } = await skyql(args('-o', 'jsonl', '--timeout', '1', SQL))
    expect(code).toBe(1)
    expect(stdout.split('\n').length).toBeGreaterThan(2)
    expect(stderr).toContain('TIMEOUT')
  })
})

test('Ctrl-C stops the calls, counts what came, and exits with 130', async () => {
  const child = spawn(process.execPath, [SKYQL, ...args(SQL)], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: '1', AWS_SECRET_ACCESS_KEY: 's' },
  })
  let stderr = ''
  child.stderr.on('data', (part: Buffer) => (stderr += part.toString()))
  while (tap.calls.length < 5) await delay(20)
  child.kill('SIGINT')
  const ended = once(child, 'exit')
  expect(await callsGoOn()).toBe(false)
  expect(await ended).toEqual([130, null])
  expect(stderr).toMatch(/cancelled: \d+ calls had been made and \d+ rows fetched/)
})

test('a reader who has seen enough stops the calls, and nobody complains', async () => {
  const command = [process.execPath, SKYQL, ...args('-o', 'jsonl', SQL)].map((each) => `'${each}'`)
  const { code, stdout, stderr } = await finish('sh', ['-c', `${command.join(' ')} | head -1`])
  expect([code, stdout, stderr]).toEqual([0, '{"domain_name":"d0"}\n', ''])
  expect(tap.calls.length).toBeLessThan(PAGES)
  expect(await callsGoOn()).toBe(false)
})

describe('progress', () => {
  const hasScript = spawnSync('script', ['--version']).status === 0

  /** What a terminal would be shown. */
  async function onTerminal(...flags: string[]): Promise<string> {
    const command = [process.execPath, SKYQL, ...args(...flags, `${SQL} LIMIT 60`)]
    const line = command.map((each) => `'${each}'`).join(' ')
    return (await finish('script', ['-qec', line, '/dev/null'], { env: { TERM: 'xterm' } })).stdout
  }

  test.skipIf(!hasScript)('is a line on a terminal, gone when the statement is done', async () => {
    const shown = await onTerminal()
    expect(shown).toMatch(/\d\.\d s {2}0\/1 places {2}\d+ rows {2}\d+ calls/)
    expect(shown.lastIndexOf('\u001b[K')).toBeLessThan(shown.indexOf('domain_name'))
  })

  test.skipIf(!hasScript)('is off with --quiet, and where stderr is no terminal', async () => {
    expect(await onTerminal('--quiet')).not.toContain('places')
    expect((await skyql(args(`${SQL} LIMIT 60`))).stderr).toBe('')
  })
})
