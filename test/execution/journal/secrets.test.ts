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
const SIGNED = `https://b.s3.amazonaws.com/k?X-Amz-Credential=c&X-Amz-Signature=${SECRET}`
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
      // Errors elsewhere on the line of a secret, found by the lexer, the parser and the binding of names.
      `${insert('five')}, ('six'`,
      `INSERT INTO awscc.rds.db_instances (MasterUserPassword, Engin) VALUES ('${SECRET}', 'mysql')`,
      `INSERT INTO awscc.rds.db_instances (MasterUserPassword, Engin) SELECT '${SECRET}', 'mysql'`,
      `UPDATE awscc.rds.db_instances SET MasterUserPassword = '${SECRET}' WHERE Engin = 'x' AND = 2`,
      `UPDATE awscc.rds.db_instances SET MasterUserPassword = '${SECRET}', Engin = 'x' WHERE Identifier = 'x`,
      // What a URL is signed with.
      `INSERT INTO awscc.lambda.layer_versions (LayerName, Content) VALUES ('l', '{"S3Bucket":"b","S3Key":"${SIGNED}"}')`,
      `INSERT INTO awscc.ssm.parameters (Name, Type, Value) VALUES ('p', 'String', '${SIGNED}')`,
      `EXPLAIN INSERT INTO awscc.ssm.parameters (Name, Type, Value) VALUES ('q', 'String', '${SIGNED}')`,
      `INSERT INTO awscc.ssm.parameters (Name, Type, Valu) VALUES ('p', 'String', '${SIGNED}')`,
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
  expect(all).toContain('https://b.s3.amazonaws.com/k?...')
  expect(all).toMatch(/ \| .*\('\*{28}', 'mysql'\)/)
  expect(all).not.toContain(SECRET)
})
