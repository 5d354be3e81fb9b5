import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

/* Previews tell what would fail, and a script can go by their exit code. */

const R = 'awscc.ecr.repositories'

let cloud: RunningEmulator
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'skyql-preview-'))
  cloud = await emulator()
  await exec(
    `INSERT INTO ${R} (RepositoryName, EncryptionConfiguration) VALUES ('one', '{"EncryptionType":"AES256"}')`,
  )
})

afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

function exec(...args: readonly string[]): Promise<Finished> {
  const at = ['--endpoint-url', cloud.url, '--region', 'us-east-1']
  return skyql(['exec', ...at, ...args], { cwd: folder })
}

const UPDATE = `UPDATE ${R} SET encryption_configuration = '{"EncryptionType":"KMS"}' WHERE Identifier = 'one'`
const INSERT = `INSERT INTO ${R} (RepositoryName) VALUES ('one'), ('two')`

test.each([
  ['EXPLAIN', (sql: string) => [`EXPLAIN ${sql}`]],
  ['--dry-run', (sql: string) => ['--dry-run', sql]],
])('%s fails where a change would', async (_, args) => {
  const replaced = await exec(...args(UPDATE))
  expect(replaced.code).toBe(1)
  expect(replaced.stdout).toContain('error: /EncryptionConfiguration/EncryptionType of AWS::ECR::')
  expect(replaced.stdout).toContain('1 that would fail; nothing was changed')
  expect(replaced.stderr).toContain('error[CREATE_ONLY_PROPERTY]')

  const inserted = await exec('-o', 'json', ...args(INSERT))
  expect(inserted.code).toBe(1)
  expect(inserted.stderr).toContain('error[ALREADY_EXISTS]: AWS::ECR::Repository one is there')
  const [{ plan }] = JSON.parse(inserted.stdout) as [{ plan: { changes: object[] } }]
  expect(plan.changes).toMatchObject([
    { identifier: 'one', error: expect.stringContaining('there already') as string },
    { identifier: 'two', error: null },
  ])

  const allowed = await exec(...args(UPDATE.replace('UPDATE', 'UPDATE /*+ replace */')))
  expect([allowed.code, allowed.stderr]).toEqual([0, ''])
})
