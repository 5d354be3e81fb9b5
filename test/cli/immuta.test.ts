import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ImmutaServer } from '../helpers/immuta-server.js'
import { skyql, type Finished } from '../support/skyql.js'

let server: ImmutaServer
let cwd = ''

beforeAll(async () => {
  server = await ImmutaServer.start()
})
beforeEach(() => {
  server.reset()
  cwd = mkdtempSync(join(tmpdir(), 'skyql-immuta-'))
})
afterAll(() => server.close())

const exec = (args: readonly string[], env: Record<string, string> = {}): Promise<Finished> =>
  skyql(['exec', ...args], {
    cwd,
    env: {
      IMMUTA_URL: server.url,
      IMMUTA_API_KEY: server.key,
      // Whoever asked AWS for the account would be seen.
      AWS_ENDPOINT_URL_STS: `${server.url}/sts`,
      ...env,
    },
  })
const mode = (file: string): number => statSync(join(cwd, file)).mode & 0o777

test('a new key is shown once, or goes into a file for the user alone', async () => {
  server.add('Trino')
  const sql = 'EXEC immuta.integrations.integrations.regenerate @id = 1'
  const shown = await exec(['--yes', sql])
  expect([shown.code, shown.stdout]).toEqual([0, 'n3wkey-1\n'])
  expect(shown.stderr).toMatch(/no longer valid/)
  const refused = await exec([sql])
  expect([refused.code, refused.stdout]).toEqual([2, ''])
  writeFileSync(join(cwd, 'key'), 'old', { mode: 0o644 })
  const filed = await exec(['--yes', '-f', 'key', sql])
  expect([filed.code, filed.stdout]).toEqual([0, ''])
  expect(readFileSync(join(cwd, 'key'), 'utf8')).toBe('n3wkey-2\n')
  expect(mode('key')).toBe(0o600)
})

test('a script goes to stdout, or into a file for the user alone', async () => {
  const sql = `EXEC immuta.integrations.scripts.create @@json = '{"type": "Snowflake", "autoBootstrap": false, "config": {}}'`
  const text = '-- create Snowflake\nCREATE DATABASE immuta;\n'
  expect((await exec([sql])).stdout).toBe(text)
  const { code, stderr } = await exec(['-f', 'create.sql', sql])
  expect(code).toBe(0)
  expect(readFileSync(join(cwd, 'create.sql'), 'utf8')).toBe(text)
  expect(mode('create.sql')).toBe(0o600)
  expect(stderr).toMatch(/INSERT INTO immuta\.integrations\.integrations \(POST\)/)
})

test('credentials of a DELETE come from a file, and are printed nowhere', async () => {
  server.add('Snowflake', { host: 'h' })
  const credentials = { authenticationType: 'userPassword', username: 'u', password: 'hunter2-x' }
  writeFileSync(join(cwd, 'credentials.json'), JSON.stringify(credentials))
  const remove = 'DELETE FROM immuta.integrations.integrations WHERE id = 1'
  const input = ['--input-json', 'credentials.json']
  const dry = await exec(['--dry-run', ...input, remove])
  expect(dry.stdout).toMatch(/1 to delete[\s\S]*passed/)
  expect(server.asked.at(-1)).toMatchObject({ method: 'DELETE', query: { dryRun: 'true' } })
  const done = await exec([...input, '--debug', remove])
  expect(done.code).toBe(0)
  expect(server.asked.find(({ query }) => query['dryRun'] === undefined)).toBeDefined()
  expect(server.asked.filter(({ method }) => method === 'DELETE').at(-1)?.body).toEqual(credentials)
  const journal = readFileSync(join(cwd, '.skyql', 'requests.jsonl'), 'utf8')
  expect(server.asked.filter(({ path }) => !path.startsWith('/integrations'))).toEqual([])
  for (const text of [dry.stdout, dry.stderr, done.stdout, done.stderr, journal]) {
    expect(text).not.toContain('hunter2-x')
    expect(text).not.toContain(server.key)
  }
})

test('what is not set, and what is no API, is told by name', async () => {
  const sql = 'SELECT id FROM immuta.integrations.integrations'
  const unset = await exec([sql], { IMMUTA_API_KEY: '' })
  expect([unset.code, unset.stderr]).toEqual([
    expect.any(Number) as number,
    expect.stringContaining('the environment variable IMMUTA_API_KEY is not set') as string,
  ])
  expect(unset.code).not.toBe(0)
  server.next.push([200, '<!doctype html><html></html>', { 'content-type': 'text/html' }])
  const page = await exec([sql])
  expect(page.stderr).toMatch(/is a web page/)
  server.next.push([302, '', { location: 'https://login.example.com/' }])
  const away = await exec([sql])
  expect(away.stderr).toMatch(/redirects to another host, https:\/\/login\.example\.com/)
})
