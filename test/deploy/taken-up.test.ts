import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { emulator, skyql } from '../support/skyql.js'

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const env = { AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' }

const secret = (name: string): string =>
  `  - name: ${name}\n    table: awscc.secretsmanager.secrets\n    props: [{ name: SecretString, value: hunter2 }]\n`

test.each(['build', 'teardown'])(
  'a secret that was being made when a run died, and has left the manifest, goes with a %s',
  { timeout: 60_000 },
  async (verb) => {
    const dir = mkdtempSync(join(tmpdir(), 'skyql-taken-up-'))
    const cloud = await emulator(['--latency', '700'])
    const manifest = (resources: string): void =>
      writeFileSync(
        join(dir, 'manifest.yml'),
        `name: taken\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n${resources}`,
      )
    const at = [dir, 'dev', '--yes', '--endpoint-url', cloud.url]
    try {
      manifest(secret('s'))
      const child = spawn(process.execPath, [SKYQL, 'stack', 'build', ...at], {
        env: { ...process.env, ...env },
        stdio: 'ignore',
      })
      const ended = once(child, 'exit')
      while (!journalOf(dir).includes('"CREATE"')) await sleep(10)
      // The call is on its way, and its answer is not back.
      await sleep(200)
      child.kill('SIGKILL')
      await ended
      await sleep(1_000)
      expect(await secrets(cloud.url)).toBe(1)
      manifest('  - { name: other, type: script, run: "true" }\n')
      const { code, stderr } = await skyql(['stack', verb, ...at], { env })
      expect(code, stderr).toBe(0)
      expect(stderr).toMatch(/deleted +s /)
      expect(await secrets(cloud.url)).toBe(0)
      const again = await skyql(['stack', 'build', ...at], { env })
      expect(again.stderr).not.toContain('taken up')
    } finally {
      await cloud.stop()
      rmSync(dir, { recursive: true, force: true })
    }
  },
)

/** What has been written to the journal of the stack's record so far. */
function journalOf(dir: string): string {
  const root = join(dir, '.skyql')
  if (!existsSync(root)) return ''
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
  return files
    .filter(({ name }) => name === 'journal.jsonl')
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('')
}

async function secrets(url: string): Promise<unknown> {
  const sql = `SELECT count(*) AS n FROM awscc.secretsmanager.secrets WHERE region = 'us-east-1'`
  const { stdout } = await skyql(['exec', '--endpoint-url', url, '-o', 'json', sql], { env })
  return (JSON.parse(stdout) as [{ n: number }])[0].n
}
