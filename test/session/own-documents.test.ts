import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../src/session/index.js'
import { itemService, ITEMS_DOCUMENT, type ItemService } from '../support/item-service.js'
import { callsOf, domain, failureOf, objects, rows, TestBed } from './support.js'

let shop: ItemService
let bed: TestBed
let session: Session
const folder = mkdtempSync(join(tmpdir(), 'skyql-documents-'))

beforeAll(async () => {
  shop = await itemService()
  process.env['SKYQL_TEST_SHOP_URL'] = shop.url
  writeFileSync(join(folder, 'shop.yaml'), ITEMS_DOCUMENT)
  bed = await TestBed.start(
    { estate: [domain('cup'), domain('bowl')] },
    { providerFolders: [folder] },
  )
  session = bed.session
  for (const name of ['cup', 'plate', 'spoon'])
    shop.items.set(shop.items.size + 1, { id: shop.items.size + 1, name })
})

afterAll(async () => {
  await bed.close()
  await shop.stop()
  rmSync(folder, { recursive: true })
})

describe('three tables of a document of the user', () => {
  test('are listed page by page, without a region', async () => {
    expect(await objects(session, 'SELECT * FROM shop.store.items ORDER BY id')).toEqual([
      { id: 1, name: 'cup', note: null, labels: null },
      { id: 2, name: 'plate', note: null, labels: null },
      { id: 3, name: 'spoon', note: null, labels: null },
    ])
  })

  test('are got by their key, a number', async () => {
    const calls = await callsOf(session, async () => {
      const found = await rows(session, 'SELECT name FROM shop.store.items WHERE id = 2')
      expect(found).toEqual([['plate']])
    })
    expect(calls).toEqual({ 'GET /items/{id}': 1 })
  })

  test('are compared as numbers all the same', async () => {
    expect(await rows(session, 'SELECT id FROM shop.store.items WHERE id > 2')).toEqual([[3]])
    const both = 'SELECT id FROM shop.store.items WHERE id IN (1, 3) AND id < 10 ORDER BY id'
    expect(await rows(session, both)).toEqual([[1], [3]])
  })

  test('are listed under their parents, each with its key', async () => {
    expect(await objects(session, 'SELECT * FROM shop.store.events ORDER BY owner')).toEqual([
      { owner: 'ann', at: '2023-11-14T22:13:20.000Z', what: 'seen by ann' },
      { owner: 'bob', at: '2023-11-14T22:13:20.000Z', what: 'seen by bob' },
    ])
  })

  test('are shown and described', async () => {
    expect(await rows(session, 'SHOW SERVICES IN shop')).toEqual([['store', '3']])
    const described = await objects(session, 'DESCRIBE EXTENDED shop.store.items')
    expect(described[0]).toMatchObject({
      name: 'id',
      type: 'BIGINT',
      description: 'number of the item',
    })
    const methods = await objects(session, 'SHOW METHODS IN shop.store.items')
    expect(methods.at(-1)).toMatchObject({
      name: 'touch',
      accessible_by: 'EXEC',
      required_params: 'item',
    })
  })

  test('have actions that are described', async () => {
    const found = await rows(session, 'DESCRIBE METHOD shop.store.items.touch')
    expect(found.map((row) => row.slice(0, 3))).toEqual([
      ['item', 'BIGINT', 'required'],
      ['touched', 'VARCHAR', 'response'],
    ])
  })

  test('are written: INSERT, UPDATE with all of the body, DELETE', async () => {
    const made = await objects(
      session,
      `INSERT INTO shop.store.items (name, labels) VALUES ('fork', '[{"Key":"a","Value":"b"}]') RETURNING id, labels`,
    )
    expect(made).toEqual([{ id: 4, labels: { a: 'b' } }])
    await rows(session, "UPDATE shop.store.items SET note = 'sharp' WHERE id = 4")
    expect(shop.items.get(4)).toEqual({ id: 4, name: 'fork', note: 'sharp', labels: { a: 'b' } })
    await rows(session, 'DELETE FROM shop.store.items WHERE id = 4')
    expect(shop.items.has(4)).toBe(false)
  })

  test('are checked before anything is sent, with what is allowed', async () => {
    const before = shop.heard.length
    const error = await failureOf(
      rows(session, "INSERT INTO shop.store.items (name) VALUES ('knife')"),
    )
    expect(error).toMatchObject({ code: 'VALUE_TYPE' })
    expect(error.message).toContain('cup, plate, spoon, fork')
    expect(shop.heard.length).toBe(before)
  })

  test('have methods of their own, guarded like writes', async () => {
    expect(await objects(session, 'EXEC shop.store.items.touch @item = 1')).toEqual([
      { touched: 'cup' },
    ])
    const careful = bed.open({ providerFolders: [folder], yes: false })
    const refused = await failureOf(rows(careful, 'EXEC shop.store.items.touch @item = 1'))
    expect(refused.code).toBe('CONFIRMATION_REQUIRED')
    const missing = await failureOf(rows(session, 'EXEC shop.store.items.touch'))
    expect(missing).toMatchObject({ code: 'MISSING_PROPERTY' })
  })

  test('join with resource types and with services of AWS, each with its own coverage', async () => {
    const result = await objects(
      session,
      `SELECT i.id, d.domain_name, p.default_expiration_days AS days
       FROM shop.store.items i
       JOIN awscc.customerprofiles.domains d ON d.domain_name = i.name
       JOIN aws.customer_profiles.domains p ON p.domain_name = d.domain_name`,
    )
    expect(result).toEqual([{ id: 1, domain_name: 'cup', days: 366 }])
    const coverage = await objects(
      session,
      'SELECT type_name, region, status FROM skyql.coverage ORDER BY 1',
    )
    expect(coverage).toEqual([
      { type_name: 'AWS::CustomerProfiles::Domain', region: 'us-east-1', status: 'done' },
      { type_name: 'aws.customer_profiles.domains', region: 'us-east-1', status: 'done' },
      { type_name: 'shop.store.items', region: 'global', status: 'done' },
    ])
  })
})

test('tables of AWS services are asked region by region', async () => {
  const found = await objects(
    session,
    `SELECT region, domain_name FROM aws.customer_profiles.domains
     WHERE region IN ('us-east-1', 'eu-west-1') ORDER BY 2`,
  )
  expect(found).toEqual([
    { region: 'us-east-1', domain_name: 'bowl' },
    { region: 'us-east-1', domain_name: 'cup' },
  ])
  const coverage = await rows(session, 'SELECT region, status FROM skyql.coverage ORDER BY 1')
  expect(coverage).toEqual([
    ['eu-west-1', 'empty'],
    ['us-east-1', 'done'],
  ])
})

describe('a service that misbehaves', () => {
  const answerOnce = (status: number, type: string, body: string, headers = {}): void => {
    shop.answers.push((response) => {
      response.writeHead(status, { 'content-type': type, ...headers }).end(body)
    })
  }
  const list = 'SELECT id FROM shop.store.items'

  test('is asked again after a throttle, when it says so', async () => {
    answerOnce(429, 'application/json', '{"message":"slow down"}', { 'retry-after': '0' })
    expect(await rows(session, `${list} WHERE id = 1`)).toEqual([[1]])
  })

  test('whose pages go round in circles is given up', async () => {
    for (let page = 0; page < 3; page++) {
      answerOnce(200, 'application/json', '{"data":[{"id":9,"name":"cup"}],"next":"same"}')
    }
    const error = await failureOf(rows(session, list))
    expect(error.message).toContain('go round in circles')
    shop.answers.length = 0
  })

  test('that answers HTML is told as such', async () => {
    answerOnce(200, 'text/html', '<html>Sign in</html>')
    expect((await failureOf(rows(session, list))).message).toContain('is a web page')
  })

  test('that fails on a write gets it once', async () => {
    const before = shop.heard.length
    answerOnce(500, 'application/json', '{"message":"oops"}')
    const error = await failureOf(
      rows(session, "INSERT INTO shop.store.items (name) VALUES ('cup')"),
    )
    expect(error.message).toContain('is not known')
    expect(shop.heard.slice(before).map(({ method }) => method)).toEqual(['POST'])
  })
})

describe('documents that are wrong', () => {
  test('are told by a statement that names their tables, and by no other', async () => {
    const other = mkdtempSync(join(tmpdir(), 'skyql-documents-'))
    writeFileSync(
      join(other, 'bad.yaml'),
      ITEMS_DOCUMENT.replace('[id]', '[nr]').replace('provider: shop', 'provider: bad'),
    )
    const own = bed.open({ providerFolders: [other] })
    expect(await rows(own, 'SELECT count(*) FROM awscc.customerprofiles.domains')).toHaveLength(1)
    const error = await failureOf(rows(own, 'SELECT * FROM bad.store.items'))
    expect(error).toMatchObject({
      code: 'PROVIDER_DOCUMENT',
      details: { file: join(other, 'bad.yaml') },
    })
    rmSync(other, { recursive: true })
  })

  test('are told where two of them claim one table', async () => {
    const other = mkdtempSync(join(tmpdir(), 'skyql-documents-'))
    writeFileSync(join(other, 'again.yaml'), ITEMS_DOCUMENT)
    const own = bed.open({ providerFolders: [folder, other] })
    const error = await failureOf(rows(own, 'SELECT * FROM shop.store.items'))
    expect(error.message).toContain('two documents claim the table shop.store.items')
    rmSync(other, { recursive: true })
  })

  test('name the variable that is not set', async () => {
    const { SKYQL_TEST_SHOP_URL: url = '' } = process.env
    delete process.env['SKYQL_TEST_SHOP_URL']
    const error = await failureOf(rows(session, 'SELECT * FROM shop.store.owners'))
    process.env['SKYQL_TEST_SHOP_URL'] = url
    expect(error.message).toContain('SKYQL_TEST_SHOP_URL')
  })
})
