import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { livedIn, readEstate, touched } from '../support/lived-in-estate.js'
import { emulator, skyql } from '../support/skyql.js'
import { numbers, randomStack, TABLES } from './random-stack.js'

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const SOAK = process.env.SKYQL_SOAK !== undefined
const RUNS = Number(process.env.SKYQL_SOAK_STACKS ?? (SOAK ? 300 : 1))
const SIZE = 30
const FIRST = Number(process.env.SKYQL_SOAK_SEED ?? 1)

const FAULTS = [
  'throttle:0.04',
  'failed-throttling:0.02',
  'http500:0.02',
  'drop:0.03:either',
  'notfound-after-create:0.1:300',
  'stale-list:0.2:300',
]

test(
  'a build that is killed is taken up: nothing twice, nothing left behind',
  { timeout: RUNS * 120_000 },
  async () => {
    const counts = {
      builds: 0,
      killed: 0,
      takenUp: 0,
      lost: 0,
      duplicates: 0,
      orphans: 0,
      touched: 0,
    }
    for (let seed = FIRST; seed < FIRST + RUNS; seed++) {
      const dir = mkdtempSync(join(tmpdir(), 'skyql-soak-'))
      const random = numbers(seed)
      const stack = randomStack(seed, SIZE)
      writeFileSync(join(dir, 'manifest.yml'), stack.manifest)
      const faults = FAULTS.flatMap((fault) => (random() < 0.6 ? ['--fault', fault] : []))
      const flags = ['--handler', '60', ...faults, '--fault-seed', String(seed), ...livedIn(dir)]
      const cloud = await emulator(flags)
      try {
        const foreign = await readEstate(cloud.url)
        const at = ['--endpoint-url', cloud.url, '--region', 'us-east-1']
        const env = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' }
        const before = await countAll(at, env)
        const child = spawn(
          process.execPath,
          [SKYQL, 'stack', 'build', dir, 'dev', '--yes', ...at],
          { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] },
        )
        const ended = once(child, 'exit')
        // Most are killed while they write, some while they still plan.
        const lines = 1 + Math.floor(random() * SIZE)
        const writing = random() < 0.8 ? told(child.stderr, lines) : sleep(300)
        await Promise.race([ended, writing])
        await Promise.race([ended, sleep(random() * 60)])
        if (child.exitCode === null) counts.killed++
        child.kill('SIGKILL')
        await ended
        const isLost = seed % 3 === 0
        if (isLost) {
          rmSync(join(dir, '.skyql'), { recursive: true, force: true })
          counts.lost++
        }
        let built = await skyql(['stack', 'build', dir, 'dev', '--yes', ...at], { env })
        if (built.stderr.includes('taken up')) counts.takenUp++
        // A fault may be one that no retry outlasts; then the next run goes on.
        for (let again = 0; built.code !== 0 && again < 3; again++) {
          built = await skyql(['stack', 'build', dir, 'dev', '--yes', ...at], { env })
        }
        expect(built.code, `seed ${String(seed)}: ${built.stderr}`).toBe(0)
        counts.builds++
        const made = await countAll(at, env)
        for (const table of TABLES) {
          const extra =
            (made.get(table) ?? 0) - (before.get(table) ?? 0) - (stack.counts.get(table) ?? 0)
          expect(extra, `seed ${String(seed)}: ${table} beside those declared`).toBe(0)
          counts.duplicates += extra
        }
        let gone = await skyql(['stack', 'teardown', dir, 'dev', '--yes', ...at], { env })
        for (let again = 0; gone.code !== 0 && again < 3; again++) {
          gone = await skyql(['stack', 'teardown', dir, 'dev', '--yes', ...at], { env })
        }
        expect(gone.code, `seed ${String(seed)}: ${gone.stderr}`).toBe(0)
        const sum = (one: ReadonlyMap<string, number>): number =>
          [...one.values()].reduce((a, b) => a + b, 0)
        const left = sum(await countAll(at, env)) - sum(before)
        expect(left, `seed ${String(seed)}: left behind`).toBe(0)
        counts.orphans += left
        const others = touched(foreign, await readEstate(cloud.url))
        expect(others, `seed ${String(seed)}: what others have made`).toEqual([])
        counts.touched += others.length
      } finally {
        await cloud.stop()
        rmSync(dir, { recursive: true, force: true })
      }
      if (SOAK) console.log(`seed ${String(seed)}: ${JSON.stringify(counts)}`)
    }
    console.log(`random stacks of ${String(SIZE)} resources: ${JSON.stringify(counts)}`)
    expect(counts.builds).toBe(RUNS)
  },
)

/** Resolves when so many lines were said. */
async function told(stream: Readable, lines: number): Promise<void> {
  let left = lines
  for await (const line of createInterface({ input: stream })) {
    if (line !== '') left--
    if (left <= 0) return
  }
}

async function countAll(
  at: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Map<string, number>> {
  // Lists may lag behind by what the faults say.
  await sleep(400)
  const sql = TABLES.map(
    (table) => `SELECT '${table}' AS t, count(*) AS n FROM ${table}_list_only`,
  ).join(' UNION ALL ')
  const { stdout, stderr, code } = await skyql(['exec', '-o', 'json', sql, ...at], { env })
  expect(code, stderr).toBe(0)
  const rows = JSON.parse(stdout) as { t: string; n: number }[]
  return new Map(rows.map(({ t, n }) => [t, n]))
}
