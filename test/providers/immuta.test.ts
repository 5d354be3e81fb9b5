import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, objects, rows } from '../session/support.js'
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
})
