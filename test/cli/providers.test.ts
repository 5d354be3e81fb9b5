import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { skyql } from '../support/skyql.js'

/** A private type, as an account could have registered it. */
const WIDGET = {
  typeName: 'Acme::Factory::Widget',
  description: 'A widget.',
  properties: {
    WidgetName: { type: 'string', description: 'Its name.' },
    VPNGatewayId: { type: 'string' },
    Weight: { type: 'integer' },
  },
  required: ['WidgetName'],
  additionalProperties: false,
  primaryIdentifier: ['/properties/WidgetName'],
  createOnlyProperties: ['/properties/WidgetName'],
  handlers: {
    create: { permissions: ['acme:CreateWidget'] },
    read: { permissions: ['acme:GetWidget'] },
    delete: { permissions: ['acme:DeleteWidget'] },
    list: { permissions: ['acme:ListWidgets'] },
  },
}

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'skyql-home-'))
  mkdirSync(join(home, 'schemas'))
  writeFileSync(join(home, 'schemas/acme-factory-widget.json'), JSON.stringify(WIDGET))
})
afterAll(() => rmSync(home, { recursive: true }))

const env = (): Record<string, string> => ({ HOME: home, XDG_CONFIG_HOME: '' })

test('an imported private type is a table, for the local cloud too', async () => {
  const { code, stderr } = await skyql(['providers', 'import', join(home, 'schemas')], {
    env: env(),
  })
  expect([code, stderr]).toEqual([0, expect.stringContaining('1 types of 1 services')])
  const run = (sql: string): ReturnType<typeof skyql> =>
    skyql(['exec', '--local', '-o', 'json', sql], { cwd: home, env: env() })
  expect(JSON.parse((await run("SHOW SERVICES IN awscc LIKE 'acme%'")).stdout)).toEqual([
    { name: 'acme_factory', resources: '1' },
  ])
  const made = await run(
    "INSERT INTO awscc.acme_factory.widgets (WidgetName, Weight) VALUES ('cog', '12')",
  )
  expect(made.stderr).toBe('')
  const { stdout } = await run(
    'SELECT widget_name, vpn_gateway_id, weight FROM awscc.acme_factory.widgets',
  )
  expect(JSON.parse(stdout)).toEqual([{ widget_name: 'cog', vpn_gateway_id: null, weight: 12 }])
  // The types that ship with the package are still there.
  expect(JSON.parse((await run("SHOW SERVICES IN awscc LIKE 's3'")).stdout)).toHaveLength(1)
})

test('--out writes documents, the same ones each time', async () => {
  const documents = (name: string): Record<string, string> =>
    Object.fromEntries(
      readdirSync(join(home, name)).map((file) => [
        file,
        readFileSync(join(home, name, file), 'utf8'),
      ]),
    )
  for (const name of ['first', 'second']) {
    expect(
      (await skyql(['providers', 'import', join(home, 'schemas'), '--out', join(home, name)])).code,
    ).toBe(0)
  }
  expect(Object.keys(documents('first'))).toEqual(['acme_factory.json'])
  expect(documents('second')).toEqual(documents('first'))
  expect(documents('first')['acme_factory.json']).not.toContain('Its name.')
})

test('a schema that cannot be understood is named, the others are imported, and the exit code says so', async () => {
  cpSync(join(home, 'schemas'), join(home, 'mixed'), { recursive: true })
  writeFileSync(join(home, 'mixed/broken.json'), '{"typeName": "Acme::Factory::Broken", ')
  const out = join(home, 'third')
  const { code, stderr } = await skyql(['providers', 'import', join(home, 'mixed'), '--out', out])
  expect(code).toBe(1)
  expect(stderr).toContain('broken.json')
  expect(existsSync(join(out, 'acme_factory.json'))).toBe(true)
})

test('a source that is not there is an error with what sources can be', async () => {
  const { code, stderr } = await skyql(['providers', 'import', join(home, 'nowhere.zip')])
  expect(code).toBe(2)
  expect(stderr).toContain('.tar.gz')
})

test('list and show answer from the catalogue', async () => {
  expect((await skyql(['providers', 'list'])).stdout).toContain('awscc')
  expect((await skyql(['providers', 'show', 'awscc.customerprofiles'])).stdout).toContain(
    'integrations_list_only',
  )
  const { code, stderr } = await skyql(['providers', 'show', 'awscc.customerprofile'])
  expect(code).toBe(1)
  expect(stderr).toContain('customerprofiles')
})

test('a broken index of the catalogue is told by its file, not by the statement that needs it', async () => {
  const config = join(home, 'torn')
  const index = join(config, 'skyql', 'catalog', 'awscc', 'index.json')
  mkdirSync(join(index, '..'), { recursive: true })
  writeFileSync(index, '{"torn')
  for (const sql of [
    "SELECT * FROM awscc.s3.buckets WHERE region = 'us-east-1'",
    "INSERT INTO awscc.s3.buckets (bucket_name) VALUES ('x')",
  ]) {
    const { code, stderr } = await skyql(['exec', '--local', sql], {
      cwd: home,
      env: { XDG_CONFIG_HOME: config },
    })
    expect(code).toBe(2)
    expect(stderr).toContain(`--> ${index}\n`)
    expect(stderr).not.toContain(sql)
  }
})
