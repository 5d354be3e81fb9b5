import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { emulator, finish, skyql } from '../support/skyql.js'

/* V8's code cache: what a command has run once is not compiled again. */

describe('code cache', () => {
  const home = mkdtempSync(join(tmpdir(), 'skyql-cache-'))
  const env = { XDG_CACHE_HOME: home }
  const folder = join(home, 'skyql')
  const kept = (within = folder): string[] =>
    readdirSync(within).map((name) => /^main-.*-\d+-([a-z-]+)\.cache$/.exec(name)?.[1] ?? name)
  const fileOf = (command: string): string =>
    join(folder, readdirSync(folder).find((name) => name.endsWith(`-${command}.cache`)) ?? '')

  it('is made for each command that succeeds; its help and what fails share one', async () => {
    expect((await skyql(['exec', 'SELEC 1'], { env })).code).toBe(1)
    expect(kept()).toEqual(['any'])
    const shared = statSync(fileOf('any')).mtimeMs
    expect((await skyql(['exec', '--help'], { env })).code).toBe(0)
    expect((await skyql(['--version'], { env })).code).toBe(0)
    expect((await skyql(['nonsense'], { env })).code).not.toBe(0)
    expect(kept()).toEqual(['any'])
    expect(statSync(fileOf('any')).mtimeMs).toBe(shared)
    expect((await skyql(['exec', 'SELECT 1'], { env })).code).toBe(0)
    expect(kept().sort()).toEqual(['any', 'exec'])
    expect(statSync(fileOf('exec')).size).toBeGreaterThan(statSync(fileOf('any')).size)
  })

  it('is made by a command that is done with answers missing', async () => {
    const cloud = await emulator(['--fault', 'access-denied:region=eu-west-1'])
    try {
      const fresh = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'skyql-cache-')) }
      const { code } = await skyql(
        [
          ...['exec', '--endpoint-url', cloud.url],
          `SELECT count(*) FROM awscc.ec2.vpcs WHERE region IN ('us-east-1', 'eu-west-1')`,
        ],
        { env: fresh },
      )
      expect(code).toBe(3)
      expect(readdirSync(join(fresh.XDG_CACHE_HOME, 'skyql'))).toContainEqual(
        expect.stringMatching(/-exec\.cache$/),
      )
    } finally {
      await cloud.stop()
    }
  })

  it('is made for each verb of stacks, for stack-deploy the same', async () => {
    const fresh = { XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'skyql-cache-')) }
    const within = join(fresh.XDG_CACHE_HOME, 'skyql')
    const stack = ['manifests/bucket', 'dev', '--local']
    expect((await skyql(['stack', 'info', ...stack], { env: fresh })).code).toBe(0)
    expect(kept(within)).toEqual(['stack-info'])
    const before = statSync(join(within, readdirSync(within)[0] ?? '')).mtimeMs
    const plan = ['stack', 'plan', ...stack, '--detailed-exitcode']
    expect((await skyql(plan, { env: fresh })).code).toBe(2)
    expect(kept(within).sort()).toEqual(['stack-info', 'stack-plan'])
    const stackDeploy = new URL('../../dist/stack-deploy.cjs', import.meta.url).pathname
    const info = await finish(process.execPath, [stackDeploy, 'info', ...stack], { env: fresh })
    expect(info.code).toBe(0)
    expect((await skyql(['stack', 'nonsense', ...stack], { env: fresh })).code).not.toBe(0)
    expect(kept(within).sort()).toEqual(['stack-info', 'stack-plan'])
    const own = readdirSync(within).find((name) => name.endsWith('-stack-info.cache')) ?? ''
    expect(statSync(join(within, own)).mtimeMs).toBe(before)
  })

  it('is left alone where it fits, and made anew where it is torn', async () => {
    const file = fileOf('exec')
    const before = statSync(file).mtimeMs
    expect((await skyql(['exec', 'SELECT 1'], { env })).stdout).toContain('1')
    expect(statSync(file).mtimeMs).toBe(before)
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, 1_000))
    const { code, stdout, stderr } = await skyql(['exec', 'SELECT 1 AS one'], { env })
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('one')
    expect(statSync(file).size).toBeGreaterThan(1_000_000)
  })

  it('is done without where there is no place for it', async () => {
    const nowhere = { XDG_CACHE_HOME: join(fileOf('exec'), 'below-a-file') }
    const { code, stdout } = await skyql(['exec', 'SELECT 1 AS one'], { env: nowhere })
    expect([code, stdout]).toEqual([0, expect.stringContaining('one')])
  })
})
