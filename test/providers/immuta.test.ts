import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, objects, rows } from '../session/support.js'
import type { AppError } from '../../src/errors/index.js'
import type { Session } from '../../src/session/index.js'
import { ImmutaBed } from './immuta-bed.js'

let bed: ImmutaBed

beforeAll(async () => {
  bed = await ImmutaBed.start()
})
beforeEach(() => {
  bed.server.reset()
  bed.messages.length = 0
})
afterAll(() => bed.close())

const failure = (session: Session, sql: string): Promise<AppError> => failureOf(rows(session, sql))

const snowflake = (more: object = {}): object => ({
  host: 'organization.us-east-1.snowflakecomputing.com',
  warehouse: 'WH',
  database: 'DB',
  authenticationType: 'userPassword',
  username: 'taylor@snowflake.com',
  password: 'abc1234',
  ...more,
})
const insert = (type: string, config?: object, boot = true): string =>
  config === undefined
    ? `INSERT INTO immuta.integrations.integrations (type) VALUES ('${type}')`
    : `INSERT INTO immuta.integrations.integrations (type, auto_bootstrap, config) VALUES ('${type}', ${String(boot)}, '${JSON.stringify(config)}')`

describe('integrations', () => {
  it('are listed, and read by id, as BIGINT', async () => {
    bed.server.add('Trino')
    bed.server.add('Snowflake', { host: 'h', password: 'x' }, { id: '123456789' })
    expect(
      await objects(bed.session, 'SELECT id, type, status FROM immuta.integrations.integrations'),
    ).toEqual([
      { id: 1, type: 'Trino', status: 'enabled' },
      { id: 123456789, type: 'Snowflake', status: 'enabled' },
    ])
    expect(bed.asked).toEqual(['GET /integrations'])
    expect(
      await objects(
        bed.session,
        `SELECT id + 1 AS next, config ->> 'password' AS password FROM immuta.integrations.integrations WHERE id = 123456789`,
      ),
    ).toEqual([{ next: 123456790, password: '<REDACTED>' }])
    expect(bed.asked.at(-1)).toBe('GET /integrations/123456789')
  })

  it('tell their status and the results of their tests, one row a test', async () => {
    bed.server.add('Trino')
    bed.server.add('Trino')
    expect(await rows(bed.session, 'SELECT id, status FROM immuta.integrations.status')).toEqual([
      [1, 'enabled'],
      [2, 'enabled'],
    ])
    const results = await rows(
      bed.session,
      'SELECT name, status FROM immuta.integrations.validation_results WHERE integration_id = 2',
    )
    expect(results).toEqual([
      ['Initial Validation: Basic Connection Test', 'passed'],
      ['Initial Validation: Default Warehouse Access Test', 'passed'],
      ['Validate Automatic: Impersonation Role Does Not Exist', 'skipped'],
    ])
  })

  it('are made by POST and followed until they are no longer creating', async () => {
    bed.server.waits = 1
    await rows(bed.session, insert('Snowflake', snowflake()))
    expect(bed.asked).toEqual([
      'POST /integrations',
      'GET /integrations/1/status',
      'GET /integrations/1/status',
    ])
    expect(bed.server.asked[0]?.body).toEqual({
      type: 'Snowflake',
      autoBootstrap: true,
      config: snowflake(),
    })
  })

  it('are sent as YAML where the environment says so', async () => {
    process.env['IMMUTA_PAYLOAD'] = 'yaml'
    try {
      await rows(bed.session, insert('Snowflake', snowflake()))
      expect(bed.server.asked[0]).toMatchObject({
        headers: { 'content-type': 'application/yaml' },
        body: { type: 'Snowflake', autoBootstrap: true, config: snowflake() },
      })
      process.env['IMMUTA_PAYLOAD'] = 'xml'
      expect(await failure(bed.session, insert('Trino'))).toMatchObject({
        code: 'CONFIGURATION',
        message: 'the environment variable IMMUTA_PAYLOAD is neither json nor yaml',
      })
    } finally {
      delete process.env['IMMUTA_PAYLOAD']
    }
  })

  it('are told of what failed while they were made', async () => {
    bed.server.outcome = 'createError'
    expect(await failure(bed.session, insert('Trino'))).toMatchObject({
      message: expect.stringContaining('createError') as string,
    })
  })

  it('are updated by PUT with the whole body, credentials given anew', async () => {
    const id = bed.server.add('Snowflake', { ...snowflake() })
    const change = JSON.stringify(snowflake({ audit: { enabled: true } }))
    await rows(
      bed.session,
      `UPDATE immuta.integrations.integrations SET config = '${change}' WHERE id = ${id}`,
    )
    expect(bed.server.asked.find(({ method }) => method === 'PUT')?.body).toEqual({
      type: 'Snowflake',
      autoBootstrap: true,
      config: snowflake({ audit: { enabled: true } }),
    })
  })

  it('are not updated with hidden credentials, nor without those that they need', async () => {
    bed.server.add('Snowflake', { ...snowflake() })
    const update = (set: string): Promise<unknown> =>
      failure(bed.session, `UPDATE immuta.integrations.integrations SET ${set} WHERE id = 1`)
    for (const set of [
      'auto_bootstrap = false',
      `config = jsonb_set(config, '{audit}', '{"enabled": true}')`,
      `config = '${JSON.stringify(snowflake({ password: '<REDACTED>' }))}'`,
      `config = '${JSON.stringify(snowflake({ password: undefined }))}'`,
    ]) {
      expect(await update(set)).toMatchObject({
        code: 'MISSING_PROPERTY',
        message: expect.stringMatching(/config\.password.* must be given anew/) as string,
      })
    }
    expect(bed.asked.filter((each) => each.startsWith('PUT'))).toEqual([])
    expect(bed.server.kept('1')).toMatchObject({ password: 'abc1234' })
  })

  it('take credentials from environment variables that the statement names', async () => {
    process.env['SNOW_PASSWORD'] = 'from-the-environment'
    const config = snowflake({ password: '${SNOW_PASSWORD}' })
    await rows(bed.session, insert('Snowflake', config))
    expect(bed.server.kept('1')).toMatchObject({ password: 'from-the-environment' })
    const unset = insert('Redshift', snowflake({ password: '${NOT_SET_ANYWHERE}' }))
    expect(await failure(bed.session, unset)).toMatchObject({
      code: 'NO_CREDENTIALS',
      message: 'the environment variable NOT_SET_ANYWHERE is not set',
    })
    bed.server.next.push([
      400,
      { statusCode: 400, error: 'Bad Request', message: 'from-the-environment is wrong' },
    ])
    const refused = await failure(bed.session, insert('Redshift', config))
    expect(refused.message).toMatch(/\*\*\* is wrong/)
  })

  it('are deleted with credentials of the platform, and followed until they are gone', async () => {
    const id = bed.server.add('Snowflake', { ...snowflake() })
    const remove = `DELETE FROM immuta.integrations.integrations WHERE id = ${id}`
    expect(await failure(bed.session, remove)).toMatchObject({
      code: 'MISSING_PROPERTY',
      message: expect.stringContaining('need credentials to delete') as string,
    })
    process.env['IMMUTA_PLATFORM_USERNAME'] = 'taylor@snowflake.com'
    process.env['IMMUTA_PLATFORM_PASSWORD'] = 'abc1234'
    process.env['IMMUTA_PLATFORM_AUTHENTICATION_TYPE'] = 'userPassword'
    await rows(bed.session, remove)
    delete process.env['IMMUTA_PLATFORM_USERNAME']
    delete process.env['IMMUTA_PLATFORM_PASSWORD']
    delete process.env['IMMUTA_PLATFORM_AUTHENTICATION_TYPE']
    const sent = bed.server.asked.find(({ method }) => method === 'DELETE')
    expect(sent?.body).toEqual({
      authenticationType: 'userPassword',
      username: 'taylor@snowflake.com',
      password: 'abc1234',
    })
    expect(bed.server.kept(id)).toBeUndefined()
  })

  it('are deleted by force, and without credentials where none are needed', async () => {
    bed.server.add('Snowflake', { ...snowflake() })
    bed.server.add('Databricks', { workspaceUrl: 'w' })
    bed.server.add('Redshift', {}, { autoBootstrap: false })
    const remove = 'DELETE /*+ force_disable */ FROM immuta.integrations.integrations WHERE id = 1'
    await rows(bed.session, remove)
    await rows(bed.session, 'DELETE FROM immuta.integrations.integrations WHERE id IN (2, 3)')
    const sent = bed.server.asked.filter(({ method }) => method === 'DELETE')
    expect(sent.map(({ query, body }) => [query, body])).toEqual([
      [{ forceDisable: 'true' }, undefined],
      [{}, undefined],
      [{}, undefined],
    ])
    expect(
      await failure(
        bed.session,
        'DELETE /*+ force_dsable */ FROM immuta.integrations.integrations WHERE id = 1',
      ),
    ).toMatchObject({ details: { hint: expect.stringContaining('force_disable') as string } })
  })

  it.each([
    ['unknown platforms', insert('Oracle', {}), /Oracle.*Azure Synapse Analytics/],
    [
      'a missing autoBootstrap',
      `INSERT INTO immuta.integrations.integrations (type, config) VALUES ('Redshift', '{}')`,
      /all platforms but Trino need autoBootstrap and config/,
    ],
    ['autoBootstrap of Native S3', insert('Native S3', { name: 'a' }), /autoBootstrap false only/],
    ['autoBootstrap of Google BigQuery', insert('Google BigQuery', {}), /autoBootstrap false only/],
    ['more than the type of Trino', insert('Trino', { host: 'h' }), /Trino takes type alone/],
  ])('refuse %s before anything is sent', async (_what, sql, message) => {
    expect(String(await failure(bed.session, sql))).toMatch(message)
    expect(bed.asked).toEqual([])
  })

  it('send settings that the page does not name, with a note', async () => {
    const config = { host: 'h', brandNew: 1, authenticationType: 'okta', okta: { appId: 'a' } }
    await rows(bed.session, insert('Redshift', config))
    expect(bed.server.kept('1')).toEqual(config)
    expect(bed.messages.map(({ text }) => text)).toContain(
      'immuta.integrations.integrations: config.brandNew is no setting that the documentation names; it is sent as it stands',
    )
  })

  it('are tried without being changed', async () => {
    const sql = insert('Snowflake', snowflake()).replace('INSERT', 'INSERT /*+ dryrun */')
    const tests = await objects(bed.session, sql)
    expect(tests.map(({ name, status }) => [name, status])).toContainEqual([
      'Initial Validation: Basic Connection Test',
      'passed',
    ])
    expect(tests.map(({ result }) => result)).toContainEqual([])
    expect(bed.server.asked.map(({ query }) => query)).toEqual([{ dryRun: 'true' }])
    expect(bed.server.kept('1')).toBeUndefined()
    bed.server.add('Trino')
    await rows(
      bed.session,
      'DELETE /*+ dryrun */ FROM immuta.integrations.integrations WHERE id = 1',
    )
    expect(bed.server.kept('1')).toBeDefined()
  })

  it('are shown as a difference and by their tests where they are explained', async () => {
    const lines = await rows(bed.session, `EXPLAIN ${insert('Snowflake', snowflake())}`)
    const text = lines.join('\n')
    expect(text).toMatch(/1 to create/)
    expect(text).toMatch(/passed.*Basic Connection Test|Basic Connection Test.*passed/)
    expect(text).not.toContain('abc1234')
    expect(bed.server.asked.map(({ query }) => query)).toEqual([{ dryRun: 'true' }])
  })
})

describe('failures', () => {
  const list = 'SELECT id FROM immuta.integrations.integrations'
  it.each([
    [401, 'NO_CREDENTIALS', /IMMUTA_API_KEY/],
    [403, 'ACCESS_DENIED', /APPLICATION_ADMIN/],
    [404, 'NOT_FOUND', /lists what is there/],
    [409, 'SERVICE_REJECTED', /another change is under way/],
  ])('of status %i are clear', async (status, code, hint) => {
    bed.server.next.push([status, { statusCode: status, error: 'x', message: 'no' }])
    const sql =
      status === 404
        ? 'EXEC immuta.integrations.scripts.delete @id = 77'
        : status === 409
          ? insert('Trino')
          : list
    const error = await failure(bed.session, sql)
    expect(error).toMatchObject({ code, details: { hint: expect.stringMatching(hint) as string } })
  })

  it('of a twin name the integration that is there', async () => {
    bed.server.add('Snowflake', { ...snowflake() })
    expect(await failure(bed.session, insert('Snowflake', snowflake()))).toMatchObject({
      code: 'ALREADY_EXISTS',
      message: expect.stringMatching(/already exists on host .* \(id = 1\)/) as string,
    })
  })
})

describe('EXEC', () => {
  const script = (kind: string, type: string): string =>
    `EXEC immuta.integrations.scripts.${kind} @type = '${type}', @autoBootstrap = false, @config = '{"host": "h"}'`

  it('gives a Trino integration a new key, once', async () => {
    const id = bed.server.add('Trino')
    const exec = `EXEC immuta.integrations.integrations.regenerate @id = ${id}`
    expect(await rows(bed.session, exec)).toEqual([['n3wkey-1']])
    expect(bed.messages.map(({ text }) => text).join()).toMatch(/old one is no longer valid/)
    expect(bed.messages.map(({ text }) => text).join()).not.toContain('n3wkey')
  })

  it('gives none to other platforms', async () => {
    const id = bed.server.add('Snowflake')
    const exec = `EXEC immuta.integrations.integrations.regenerate @id = ${id}`
    expect(String(await failure(bed.session, exec))).toMatch(/only Trino integrations have/)
    expect(bed.asked).toEqual([`GET /integrations/${id}`])
  })

  it('asks before it makes a key useless, and does not where only reading is allowed', async () => {
    const id = bed.server.add('Trino')
    const exec = `EXEC immuta.integrations.integrations.regenerate @id = ${id}`
    const careful = bed.open({ yes: false })
    expect(await failure(careful, exec)).toMatchObject({ code: 'CONFIRMATION_REQUIRED' })
    const reading = bed.open({ readOnly: true })
    expect(await failure(reading, exec)).toMatchObject({ code: 'READ_ONLY' })
    expect(bed.asked).toEqual([])
  })

  it.each([
    ['initial_create', 'Redshift', /scripts\.create/],
    ['create', 'Databricks', /POST/],
    ['cleanup', 'Snowflake', /post_cleanup/],
    ['post_cleanup', 'Azure Synapse Analytics', /DELETE/],
  ])('writes the %s script and tells the next step', async (kind, type, next) => {
    const [[text] = []] = await rows(bed.session, script(kind, type))
    expect(text).toBe(`-- ${kind.replace('_', '-')} ${type}\nCREATE DATABASE immuta;`)
    expect(bed.messages.map(({ text: said }) => said).join()).toMatch(next)
  })

  it('takes a body, and an id where the path has one', async () => {
    const id = bed.server.add('Snowflake')
    const body = JSON.stringify({ type: 'Snowflake', autoBootstrap: false, config: {} })
    const edit = `EXEC immuta.integrations.scripts.edit @id = ${id}, @@json = '${body}'`
    expect(await rows(bed.session, edit)).toHaveLength(1)
    const remove = `EXEC immuta.integrations.scripts.delete @id = ${id}`
    expect(await rows(bed.session, remove)).toEqual([
      ['-- delete Snowflake\nDROP DATABASE immuta;'],
    ])
  })

  it.each([
    ['initial_create', 'Snowflake'],
    ['create', 'Trino'],
    ['cleanup', 'Databricks'],
    ['post_cleanup', 'Redshift'],
  ])('refuses the %s script of %s', async (kind, type) => {
    expect(String(await failure(bed.session, script(kind, type)))).toMatch(type)
    expect(bed.asked).toEqual([])
  })

  it('refuses a script where Immuta sets up by itself', async () => {
    const sql = script('create', 'Snowflake').replace('= false', '= true')
    expect(String(await failure(bed.session, sql))).toMatch(/autoBootstrap has to be false/)
  })
})
