import { existsSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { objects, rows } from '../session/support.js'
import { ImmutaBed } from './immuta-bed.js'
import { pageExamples, statementOf, type Body, type PageExample } from './immuta-page.js'

/* Each request and response of the API's page, as data: what the page asks is what is sent, what it answers is read. */

const EXAMPLES = JSON.parse(
  readFileSync(new URL('../helpers/immuta-examples.json', import.meta.url), 'utf8'),
) as PageExample[]
const PAGE = new URL('../../../shared/reference/seeds/immuta-integrations-api.md', import.meta.url)

let bed: ImmutaBed

beforeAll(async () => {
  bed = await ImmutaBed.start()
})
beforeEach(() => bed.server.reset())
afterAll(() => bed.close())

const isThere = existsSync(PAGE)
if (!isThere) console.log(`skipped: ${PAGE.pathname} is not there`)

it.skipIf(!isThere)('the examples are those of the page', () => {
  expect(EXAMPLES).toEqual(pageExamples(readFileSync(PAGE, 'utf8')))
  expect(EXAMPLES.filter(({ kind }) => kind === 'request')).toHaveLength(24)
  expect(EXAMPLES.filter(({ kind }) => kind === 'response')).toHaveLength(9)
})

const T = 'immuta.integrations.integrations'

/** What an integration was before the page's PUT of it. */
function prepare({ section, path = '', body }: PageExample): void {
  const id = path.split('/')[2]?.replace('{id}', '123456789') ?? ''
  if (!/^\d+$/.test(id)) return
  const { type = section.includes('regenerate') ? 'Trino' : 'Snowflake', autoBootstrap = true } =
    (body ?? {}) as Partial<Body>
  bed.server.add(type, { host: 'before' }, { id, autoBootstrap })
}

describe('requests', () => {
  const requests = EXAMPLES.filter(({ kind }) => kind === 'request')
  it.each(requests.map((each) => [`${each.section} ${each.sub}`, each] as const))(
    '%s',
    async (_name, example) => {
      prepare(example)
      if (example.method === 'DELETE') {
        const given = example.body as Record<string, string>
        const statement = bed.readStatement(statementOf(example))
        await bed.drain({ ...statement, parameters: given })
      } else await rows(bed.session, statementOf(example))
      const path = example.path?.replace('{id}', '123456789')
      const sent = bed.server.asked.find(
        (each) => each.method === example.method && each.path === path,
      )
      expect(sent?.body ?? null).toEqual(example.body ?? null)
      expect(sent?.headers).toMatchObject({ authorization: bed.server.key })
    },
  )
})

describe('responses', () => {
  const responses = EXAMPLES.filter(({ kind }) => kind === 'response')
  const of = (section: string): unknown[] =>
    responses.filter((each) => each.section === section).map(({ body }) => body)

  it('of the list have two integrations', async () => {
    const [body] = of('GET /integrations')
    bed.server.next.push([200, body])
    const found = await objects(
      bed.session,
      `SELECT id, type, status, config ->> 'authenticationType' AS auth, json_array_length(validation_results -> 'validationTests') AS tests FROM ${T}`,
    )
    expect(found).toEqual([
      { id: 1, type: 'Snowflake', status: 'enabled', auth: 'userPassword', tests: 6 },
      { id: 2, type: 'Databricks', status: 'enabled', auth: 'token', tests: 2 },
    ])
  })

  it('of one integration are its row, and its tests rows of their own', async () => {
    const [body] = of('GET /integrations/{id}')
    bed.server.next.push([200, body])
    const [row] = await objects(bed.session, `SELECT * FROM ${T} WHERE id = 123456789`)
    expect(row).toMatchObject({ id: 123456789, type: 'Snowflake', auto_bootstrap: true })
    bed.server.next.push([200, body])
    const tests = await objects(
      bed.session,
      'SELECT integration_id, name, status FROM immuta.integrations.validation_results WHERE integration_id = 123456789',
    )
    expect(tests).toHaveLength(7)
    expect(tests[0]).toEqual({
      integration_id: 123456789,
      name: 'Initial Validation: Basic Connection Test',
      status: 'passed',
    })
  })

  it('of a status have a number for an id', async () => {
    const [body] = of('GET /integrations/{id}/status')
    bed.server.next.push([200, body])
    const sql = 'SELECT * FROM immuta.integrations.status WHERE id = 123456789'
    expect(await objects(bed.session, sql)).toEqual([{ id: 123456789, status: 'enabled' }])
  })

  it.each([
    ['POST /integrations', `INSERT INTO ${T} (type) VALUES ('Trino')`, 'CREATE'],
    [
      'PUT /integrations/{id}',
      `UPDATE ${T} SET auto_bootstrap = false WHERE id = 123456789`,
      'UPDATE',
    ],
    ['DELETE /integrations/{id}', `DELETE FROM ${T} WHERE id = 123456789`, 'DELETE'],
  ])('of %s are followed to their end', async (section, sql, operation) => {
    const [accepted, refused] = of(section)
    bed.server.add('Databricks', {}, { id: '123456789' })
    const call = section.replace('{id}', '123456789')
    const status = 'GET /integrations/123456789/status'
    bed.server.instead.set(call, [200, accepted])
    bed.server.instead.set(
      status,
      operation === 'DELETE' ? [404, {}] : [200, { status: 'enabled' }],
    )
    const [outcome] = await objects(bed.session, sql)
    expect(outcome).toMatchObject({ operation, identifier: '123456789', status: 'SUCCESS' })
    if (refused === undefined) return
    bed.server.instead.set(call, [409, refused])
    const { message } = refused as { message: string }
    await expect(rows(bed.session, sql)).rejects.toThrow(message)
  })

  it('of regenerate are the new key', async () => {
    const [body] = of('POST /integrations/{id}/regenerate')
    bed.server.next.push([200, { id: '1', type: 'Trino' }], [200, body])
    const sql = `EXEC ${T}.regenerate @id = 1`
    expect(await rows(bed.session, sql)).toEqual([[(body as { newKey: string }).newKey]])
  })
})
