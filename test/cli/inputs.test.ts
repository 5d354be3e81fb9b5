import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ImmutaServer } from '../helpers/immuta-server.js'
import { emulator, skyql, type Finished, type RunningEmulator } from '../support/skyql.js'

const T = 'aws.customer_profiles.integrations'

let cloud: RunningEmulator
let folder: string
beforeAll(async () => {
  cloud = await emulator()
  folder = mkdtempSync(join(tmpdir(), 'skyql-inputs-'))
  const domain =
    "INSERT INTO aws.customer_profiles.domains (domain_name, default_expiration_days) VALUES ('shop', 30)"
  expect((await exec([domain])).stderr).toBe('')
})
afterAll(async () => {
  await cloud.stop()
  rmSync(folder, { recursive: true })
})

function exec(args: readonly string[], input?: string): Promise<Finished> {
  const all = [
    'exec',
    '--endpoint-url',
    cloud.url,
    '--region',
    'us-east-1',
    '--no-journal',
    ...args,
  ]
  return skyql(all, { cwd: folder, ...(input === undefined ? {} : { input }) })
}

const uris = async (): Promise<string[]> => {
  const sql = `SELECT uri FROM ${T} WHERE domain_name = 'shop' ORDER BY uri`
  return (await exec(['-o', 'csv', '-H', sql])).stdout.trim().split('\n')
}

describe('an input', () => {
  const of = (name: string): string =>
    JSON.stringify({ DomainName: 'shop', Uri: `s3://${name}`, ObjectTypeName: 'A' })

  test('is a text, a file, a file:// or stdin, in JSON or YAML', async () => {
    writeFileSync(join(folder, 'a file.json'), of('file'))
    writeFileSync(join(folder, 'i.yaml'), 'DomainName: shop\nUri: s3://yaml\nObjectTypeName: A\n')
    const forms: [string[], string?][] = [
      [['--input-json', of('text')]],
      [['--input-json', 'a file.json']],
      [['--input-json', `file://${join(folder, 'i.json')}`]],
      [['--input-json', 'file://relative.json']],
      [['--input-json', '-'], of('stdin')],
      [['--input-yaml', 'i.yaml']],
      [['--input-yaml', 'DomainName: shop\nUri: s3://block\nObjectTypeName: A']],
    ]
    writeFileSync(join(folder, 'i.json'), of('url'))
    writeFileSync(join(folder, 'relative.json'), of('relative'))
    for (const [args, input] of forms) {
      const { code, stderr } = await exec([...args, `INSERT INTO ${T}`], input)
      expect([code, stderr]).toEqual([0, ''])
    }
    expect(await uris()).toEqual(
      ['block', 'file', 'relative', 'stdin', 'text', 'url', 'yaml'].map((each) => `s3://${each}`),
    )
  })

  test('names what a DELETE or an UPDATE without a condition is about, and nothing more', async () => {
    const changed = await exec(['--input-json', of('file').replace('"A"', '"B"'), `UPDATE ${T}`])
    expect([changed.code, changed.stderr]).toEqual([0, ''])
    const removed = await exec([
      '--input-json',
      '{"DomainName":"shop","Uri":"s3://url"}',
      `DELETE FROM ${T}`,
    ])
    expect([removed.code, removed.stderr]).toEqual([0, ''])
    expect(await uris()).not.toContain('s3://url')
    expect(await uris()).toHaveLength(6)
    const { code, stderr } = await exec([
      '--input-json',
      '{"DomainName":"shop","Uri":null}',
      `DELETE FROM ${T}`,
    ])
    expect(code).not.toBe(0)
    expect(stderr).toContain('Uri names the resource')
    expect(await uris()).toHaveLength(6)
  })

  test('an unknown name of a DELETE is refused, where the input has it', async () => {
    const input = '{"DomainName":"shop","Uri":"s3://file",\n "Force":true}'
    const { code, stderr } = await exec(['--input-json', input, `DELETE FROM ${T}`])
    expect(code).toBe(1)
    expect(stderr).toContain('--input-json:2:')
    expect(await uris()).toContain('s3://file')
  })

  test.each<[string, string, string]>([
    ['a value', `{"DomainName":"shop",\n "Uri":"s3://x",\n "Tags": 5}`, ':3:10'],
    [
      'a value inside of another',
      `{"DomainName":"shop",\n "FlowDefinition": {"FlowName": "f", "KmsArn": "arn:aws:kms:us-east-1:123456789012:key/k",\n "TriggerConfig": {\n "TriggerType": "Sometimes"}}}`,
      ':4:18',
    ],
    ['a column that is not there', '{"DomainName":"shop",\n "Urri":"x"}', ':2:3'],
    ['an end that is missing', '{"DomainName":"shop",\n "Uri":', ':2:8'],
    ['a comma too many', '{"DomainName":"shop",\n}', ':2:1'],
  ])('%s that is wrong is shown in the text of the input', async (_what, input, place) => {
    writeFileSync(join(folder, 'wrong.json'), input)
    for (const [given, label] of [
      [input, '--input-json'],
      ['wrong.json', 'wrong.json'],
      ['file://wrong.json', 'wrong.json'],
    ] as const) {
      const { code, stderr } = await exec(['--input-json', given, `INSERT INTO ${T}`])
      expect(code).toBe(1)
      expect(stderr).toContain(`--> ${label}${place}`)
      expect(stderr).not.toContain('VALUES')
    }
  })

  test('what the statement itself lacks or has wrong is shown in the statement', async () => {
    const missing = await exec(['--input-json', '{"Uri":"x"}', `\n INSERT INTO ${T}`])
    expect(missing.stderr).toContain('needs DomainName')
    expect(missing.stderr).toContain('--> line 2, column')
    const wrong = await exec(['--input-json', of('z'), `INSERT INTO ${T} (nope) VALUES (1)`])
    expect(wrong.stderr).toContain('--> line 1, column 49')
  })

  test.each([
    [['--input-json', '-', '-'], 'both'],
    [['--input-json', '[1]', `INSERT INTO ${T}`], 'one object'],
    [['--input-json', '{DomainName:shop}', `INSERT INTO ${T}`], 'double quotes'],
    [['--input-json', '{}', 'SELECT 1'], 'an input fills INSERT INTO'],
    [['--input-json', 'no-such.json', `INSERT INTO ${T}`], 'no-such.json'],
  ])('%j is refused', async (args, message) => {
    const { code, stderr } = await exec(args, '{}')
    expect(code).not.toBe(0)
    expect(stderr).toContain(message)
  })

  test('no secret of an input is printed with its place', async () => {
    const input = '{"type": "Snowflake", "config": {"password": "hunter22", "port": "x"}}'
    const { stderr } = await exec([
      '--input-json',
      input,
      'INSERT INTO immuta.integrations.integrations',
    ])
    expect(stderr).toContain('config.port')
    expect(stderr).not.toContain('hunter22')
  })

  test('is the payload of an EXEC', async () => {
    const server = await ImmutaServer.start()
    try {
      const env = { IMMUTA_URL: server.url, IMMUTA_API_KEY: server.key }
      const payload = { type: 'Snowflake', autoBootstrap: false, config: { host: 'h' } }
      const args = ['exec', '--no-journal', '--input-json', JSON.stringify(payload)]
      const run = (sql: string): Promise<Finished> => skyql([...args, sql], { cwd: folder, env })
      expect((await run('EXEC immuta.integrations.scripts.create')).code).toBe(0)
      expect(server.asked.at(-1)).toMatchObject({
        path: '/integrations/scripts/create',
        body: payload,
      })
      await run("EXEC immuta.integrations.scripts.create @type = 'Redshift'")
      expect(server.asked.at(-1)?.body).toEqual({ ...payload, type: 'Redshift' })
    } finally {
      await server.close()
    }
  })
})

describe('what is written', () => {
  const SQL =
    "SELECT 'a' AS x, NULL AS y, '{\"k\":[1]}'::JSON AS z UNION ALL SELECT 'b\tc', 'd', NULL"

  test.each([
    ['text', 'a\tNone\t{"k":[1]}\nb\\tc\td\tNone\n'],
    ['tsv', 'x\ty\tz\na\t\t{"k":[1]}\nb\\tc\td\t\n'],
    // To YAML 1.1 a bare y is true.
    ['yaml-stream', '---\nx: a\n"y": null\nz:\n  k:\n    - 1\n---\nx: "b\\tc"\n"y": d\nz: null\n'],
  ])('as %s', async (format, wanted) => {
    const { stdout, stderr } = await exec(['-o', format, SQL])
    expect([stdout, stderr]).toEqual([wanted, ''])
  })

  test('tsv without its names', async () => {
    expect((await exec(['-o', 'tsv', '-H', 'SELECT 1 AS a, 2 AS b'])).stdout).toBe('1\t2\n')
  })
})

describe('limits and debugging', () => {
  test('0 is no limit', async () => {
    const none = ['--connect-timeout', '0', '--read-timeout', '0', '--timeout', '0']
    for (const table of [T, 'awscc.customerprofiles.domains_list_only']) {
      const { code, stderr } = await exec([
        ...none,
        `SELECT count(*) FROM ${table} WHERE domain_name = 'shop'`,
      ])
      expect([code, stderr]).toEqual([0, ''])
    }
    expect((await exec(['--read-timeout', '-1', 'SELECT 1'])).stderr).toContain(
      'not a number of seconds',
    )
  })

  test('--debug tells the calls of each protocol, --debug=2 what they send and are answered', async () => {
    const sql = `SELECT uri FROM ${T} WHERE domain_name = 'shop'`
    const plain = await exec(['--debug', sql])
    expect(plain.stderr).toMatch(/ListIntegrations aws\.customer_profiles us-east-1 -> answered/)
    expect(plain.stderr).not.toContain('DomainName')
    const full = await exec(['--debug=2', sql])
    expect(full.stderr).toContain('ListIntegrations <- {"DomainName":"shop","MaxResults":100}')
    expect(full.stderr).toMatch(/ListIntegrations -> \{.*"Uri":"s3:\/\/file"/)
    const registry = await exec(['--debug=2', 'SELECT * FROM awscc.customerprofiles.domains'])
    expect(registry.stderr).toContain(
      'ListResources <- {"TypeName":"AWS::CustomerProfiles::Domain"',
    )
    expect(registry.stderr).toMatch(/GetResource -> .*"DomainName":"shop"/)
    expect((await exec(['--debug=3', 'SELECT 1'])).code).toBe(2)
  })

  test('bodies have no secrets in them', async () => {
    const secret = 'hunter22-of-the-body'
    const made = await exec([
      '--debug=2',
      `INSERT INTO awscc.secretsmanager.secrets (Name, SecretString) VALUES ('s', '${secret}')`,
    ])
    expect(made.stderr).toContain('CreateResource <- ')
    expect(made.stderr).not.toContain(secret)
    const server = await ImmutaServer.start()
    try {
      const env = {
        IMMUTA_URL: server.url,
        IMMUTA_API_KEY: server.key,
        SNOWFLAKE_PASSWORD: `${secret}-2`,
      }
      const config = {
        host: 'h',
        password: secret,
        username: 'u',
        okta: { password: '${SNOWFLAKE_PASSWORD}' },
      }
      const sql = `INSERT INTO immuta.integrations.integrations (type, auto_bootstrap, config) VALUES ('Snowflake', false, '${JSON.stringify(config)}')`
      const { stderr } = await skyql(['exec', '--no-journal', '--debug=2', sql], {
        cwd: folder,
        env,
      })
      expect(stderr).toContain('POST /integrations <- {"type":"Snowflake"')
      for (const hidden of [secret, server.key]) expect(stderr).not.toContain(hidden)
      server.add('Trino', {}, { id: '7' })
      const key = await skyql(
        [
          'exec',
          '--no-journal',
          '--yes',
          '--debug=2',
          'EXEC immuta.integrations.integrations.regenerate @id = 7',
        ],
        { cwd: folder, env },
      )
      expect(key.stdout).toContain('n3wkey-1')
      expect(key.stderr).toContain('regenerate ->')
      expect(key.stderr).not.toContain('n3wkey')
    } finally {
      await server.close()
    }
  })
})

test('all placeholders without a value are told at once', async () => {
  const { code, stderr } = await exec([
    "SELECT '{{ a }}', '{{ b }}',\n '{{ c | upper }}', '{{ a }}' {% if d %}x{% endif %}",
  ])
  expect(code).toBe(1)
  expect(stderr).toContain('4 placeholders have no value')
  for (const name of ['a', 'b', 'c', 'd']) expect(stderr).toContain(`--var ${name}=`)
  expect(stderr).toContain('"c" is not defined (line 2)')
  const one = await exec(["SELECT '{{ only }}'"])
  expect(one.stderr).toContain('error[TEMPLATE_UNDEFINED]: "only" is not defined')
})
