import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ImmutaServer } from '../helpers/immuta-server.js'
import { skyql, type Finished } from '../support/skyql.js'

const T = 'immuta.integrations.integrations'
const folder = mkdtempSync(join(tmpdir(), 'skyql-variables-'))
let server: ImmutaServer

beforeAll(async () => {
  server = await ImmutaServer.start()
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

const config = (password: string, more: object = {}): string =>
  JSON.stringify({
    ...{ host: 'h', warehouse: 'w', database: 'd', authenticationType: 'userPassword' },
    ...{ username: 'u', role: 'r', password, ...more },
  })
const insert = (password: string): string =>
  `INSERT INTO ${T} (type, auto_bootstrap, config) VALUES ('Snowflake', true, '${config(password)}')`

function exec(args: readonly string[]): Promise<Finished> {
  return skyql(['exec', '--yes', '--no-wait', ...args], {
    cwd: folder,
    env: {
      ...{ IMMUTA_URL: server.url, IMMUTA_API_KEY: server.key },
      ...{ SNOW_PASSWORD: 'from-the-environment', OTHER_PASSWORD: 'not-for-immuta-9' },
      ...{
        AWS_ACCESS_KEY_ID: 'AKIAQ7XK2LMN3PQR4STU',
        AWS_SECRET_ACCESS_KEY: 'Qx7k9ZtB2vNwk9ZtB2vNw',
      },
    },
  })
}

const sent = (): string => JSON.stringify(server.asked.filter(({ method }) => method !== 'GET'))
const clean = (): void => void server.asked.splice(0)

describe('variables of the environment', () => {
  it('are filled in where the statement itself names them', async () => {
    clean()
    expect(await exec([insert('${SNOW_PASSWORD}')])).toMatchObject({ code: 0 })
    expect(sent()).toContain('from-the-environment')
  })

  it.each([
    ['--var', ['--var', 'p=${SNOW_PASSWORD}', insert('{{ p }}')]],
    ['parts of --var', ['--var', 'p={SNOW_PASSWORD}', '--var', 'd=$', insert('{{ d }}{{ p }}')]],
    [
      'a file of values',
      ['--input-json', 'values.json', `INSERT INTO ${T} (type) VALUES ('Snowflake')`],
    ],
  ])('are data where they come from %s', async (_, args) => {
    clean()
    writeFileSync(
      join(folder, 'values.json'),
      JSON.stringify({
        autoBootstrap: true,
        config: JSON.parse(config('${SNOW_PASSWORD}')) as object,
      }),
    )
    const { stderr } = await exec(args)
    expect(`${sent()}${stderr}`).not.toContain('from-the-environment')
    expect(sent()).toContain('${SNOW_PASSWORD}')
  })

  it('are data where they come from another row', async () => {
    clean()
    server.add(
      'Snowflake',
      JSON.parse(config('x', { host: '${SNOW_PASSWORD}' })) as Record<string, unknown>,
      {
        id: '77',
      },
    )
    await exec([
      `INSERT INTO ${T} (type, auto_bootstrap, config) SELECT type, true, json_merge_patch(config, '{"password":"abc12345"}') FROM ${T} WHERE id = 77`,
    ])
    expect(sent()).not.toContain('from-the-environment')
  })

  it.each(['AWS_SECRET_ACCESS_KEY', 'OTHER_PASSWORD', 'HOME'])(
    'are refused where the document does not allow them: %s',
    async (name) => {
      clean()
      const { code, stderr } = await exec([insert(`\${${name}}`)])
      expect(code).toBe(2)
      expect(stderr).toContain(`statements may not have the environment variable ${name}`)
      expect(sent()).toBe('[]')
    },
  )

  it.each([
    insert('${SNOW_UNSET}'),
    `INSERT INTO ${T} (type, auto_bootstrap, config) VALUES ('Snowflake', true, '${config('abc12345')}'), ('Snowflake', true, '${config('${SNOW_UNSET}')}')`,
    `EXEC immuta.integrations.scripts.create @@json = '${JSON.stringify({ type: 'Snowflake', autoBootstrap: false, config: JSON.parse(config('${SNOW_UNSET}')) as object })}'`,
  ])('that are not set are told before anything is sent: %s', async (sql) => {
    clean()
    const { code, stderr } = await exec([sql])
    expect(code).toBe(2)
    expect(stderr).toContain('the environment variable SNOW_UNSET is not set')
    expect(sent()).toBe('[]')
  })

  it('are filled in for EXEC, too', async () => {
    clean()
    const body = {
      type: 'Snowflake',
      autoBootstrap: false,
      config: JSON.parse(config('${SNOW_PASSWORD}')) as object,
    }
    await exec([`EXEC immuta.integrations.scripts.create @@json = '${JSON.stringify(body)}'`])
    expect(sent()).toContain('from-the-environment')
  })
})
