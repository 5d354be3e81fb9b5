import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { emulator, skyql } from '../../support/skyql.js'

const SECRET = 'correct-horse-battery-staple'
const folder = mkdtempSync(join(tmpdir(), 'skyql-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))

const PROFILES = 'awscc.appflow.connector_profiles'
const config = JSON.stringify({
  ConnectorProfileCredentials: { Salesforce: { AccessToken: SECRET, RefreshToken: SECRET } },
})
const insert = (name: string): string =>
  `INSERT INTO ${PROFILES} (ConnectorProfileName, ConnectorType, ConnectionMode, ConnectorProfileConfig) VALUES ('${name}', 'Salesforce', 'Public', '${config}')`

test('secrets show in no preview, log, error or journal', async () => {
  const cloud = await emulator(['--fault', 'hook-failure:0.5', '--fault-seed', '3'])
  const heard: string[] = []
  try {
    for (const sql of [
      insert('one'),
      insert('two'),
      insert('three'),
      `EXPLAIN ${insert('four')}`,
      `UPDATE ${PROFILES} SET ConnectorProfileConfig = '${config}' WHERE Identifier = 'one'`,
    ]) {
      const args = [
        'exec',
        '--endpoint-url',
        cloud.url,
        '--region',
        'us-east-1',
        '--debug',
        '--yes',
      ]
      const { stdout, stderr } = await skyql([...args, sql], { cwd: folder })
      heard.push(stdout, stderr)
    }
  } finally {
    await cloud.stop()
  }
  const journal = readdirSync(join(folder, '.skyql')).filter((name) => name.endsWith('.jsonl'))
  for (const name of journal) heard.push(readFileSync(join(folder, '.skyql', name), 'utf8'))
  expect(journal).toContain('requests.jsonl')
  const all = heard.join('\n')
  expect(all).toContain('(sensitive)')
  expect(all).not.toContain(SECRET)
})
