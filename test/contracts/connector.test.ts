import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  compileProvider,
  documentType,
  loadCatalog,
  loadDocuments,
  readDocument,
  type Catalog,
} from '../../src/catalog/index.js'
import { createAwsSdkProtocol } from '../../src/connectors/aws-sdk/index.js'
import { createCloudControlConnector } from '../../src/connectors/cloudcontrol/index.js'
import { createDocumentConnector } from '../../src/connectors/document/index.js'
import type {
  ConnectionAccess,
  Connector,
  MutationRequest,
  ProgressEvent,
} from '../../src/connectors/index.js'
import { createRestProtocol } from '../../src/connectors/rest/index.js'
import { startEmulator, type Emulator } from '../../src/emulator/index.js'
import { AppError } from '../../src/errors/index.js'
import type { JsonObject } from '../../src/util/index.js'
import { itemService, ITEMS_DOCUMENT, type ItemService } from '../support/item-service.js'
import { memoryConnector } from '../support/memory-connector.js'
import { catalogRoots } from '../session/support.js'

/** What a connector is tried with: a table, and models that it takes. */
interface Candidate {
  readonly connector: Connector
  readonly typeName: string
  /** A model of that name. */
  readonly model: (name: string) => JsonObject
  /** What identifies the resource of an event and model. */
  readonly change: { readonly property: string; readonly from: unknown; readonly to: unknown }
  /** Names that are free. */
  readonly names: readonly [string, string, string]
  /** False where the service itself makes the identifier, so that nothing exists already. */
  readonly isNamed: boolean
  readonly absent: string
}

const PLACE = { connection: 'default', region: 'us-east-1' }
const HTTP = { callsInFlight: 10 }
const access: ConnectionAccess = {
  credentials: () => () =>
    Promise.resolve({ accessKeyId: '123456789012', secretAccessKey: 'local' }),
  profile: () => undefined,
  renew: () => false,
}
const host = { notify: (): void => undefined }
const statistics = { calls: {}, throttles: 0, retries: 0 }

let emulator: Emulator
let shop: ItemService
let documents: Catalog

beforeAll(async () => {
  const types = loadCatalog({ roots: catalogRoots })
  emulator = await startEmulator({ catalog: types, faults: [] })
  shop = await itemService()
  process.env['SKYQL_TEST_SHOP_URL'] = shop.url
  const folder = new URL('../../dist/documents', import.meta.url).pathname
  const catalog = loadDocuments(types, folder)
  const read = await readDocument(ITEMS_DOCUMENT)
  if ('problems' in read) throw new Error(read.problems.map(({ message }) => message).join('; '))
  expect(compileProvider(read.document)).toHaveLength(3)
  catalog.own.addDocument(read.document, 'shop.yaml')
  documents = catalog
})

afterAll(async () => {
  await emulator.close()
  await shop.stop()
})

function documented(): Connector {
  return createDocumentConnector({
    catalog: documents,
    protocols: {
      'aws-sdk': () =>
        createAwsSdkProtocol({ ...HTTP, access, endpoint: () => Promise.resolve(emulator.url) }),
      rest: () => Promise.resolve(createRestProtocol({ http: HTTP, host })),
    },
    accountOf: () => Promise.resolve('123456789012'),
    statistics,
    host,
  })
}

const domain = (name: string): JsonObject => ({ DomainName: name, DefaultExpirationDays: 30 })
const days = { property: 'DefaultExpirationDays', from: 30, to: 60 }
const names = (prefix: string): [string, string, string] => [
  `${prefix}1`,
  `${prefix}2`,
  `${prefix}3`,
]

const CANDIDATES: Readonly<Record<string, () => Promise<Candidate>>> = {
  memory: () =>
    Promise.resolve({
      connector: memoryConnector((model) => JSON.stringify(model['DomainName'])),
      typeName: 'AWS::CustomerProfiles::Domain',
      model: domain,
      change: days,
      names: names('m'),
      isNamed: true,
      absent: 'nobody',
    }),
  cloudcontrol: async () => ({
    connector: await createCloudControlConnector({
      ...HTTP,
      access,
      host,
      statistics,
      target: emulator.url,
      limitRules: [],
      endpoint: () => Promise.resolve(emulator.url),
    }),
    typeName: 'AWS::CustomerProfiles::Domain',
    model: domain,
    change: days,
    names: names('c'),
    isNamed: true,
    absent: 'nobody',
  }),
  'aws-sdk': () =>
    Promise.resolve({
      connector: documented(),
      typeName: documentType('aws', 'customer_profiles', 'domains'),
      model: domain,
      change: days,
      names: names('s'),
      isNamed: true,
      absent: 'nobody',
    }),
  rest: () =>
    Promise.resolve({
      connector: documented(),
      typeName: documentType('shop', 'store', 'items'),
      model: (name) => ({ name, note: 'old' }),
      change: { property: 'note', from: 'old', to: 'new' },
      names: ['cup', 'plate', 'spoon'],
      isNamed: false,
      absent: '4711',
    }),
}

describe.each(Object.keys(CANDIDATES))('the connector %s', (name) => {
  let candidate: Candidate
  let identifiers: string[]

  beforeAll(async () => {
    candidate = await (CANDIDATES[name] as () => Promise<Candidate>)()
    identifiers = []
    for (const each of candidate.names) {
      const event = await ended({ operation: 'CREATE', desiredState: text(candidate.model(each)) })
      expect(event.status).toBe('SUCCESS')
      identifiers.push(event.identifier ?? '')
    }
  })
  afterAll(() => candidate.connector.close())

  const text = (model: JsonObject): string => JSON.stringify(model)

  /** Sends a write and follows it to its end. */
  async function ended(
    write:
      | { operation: 'CREATE'; desiredState: string }
      | { operation: 'UPDATE'; identifier: string; patchDocument: string }
      | { operation: 'DELETE'; identifier: string },
  ): Promise<ProgressEvent> {
    const { connector, typeName } = candidate
    const request: MutationRequest = { ...PLACE, typeName, clientToken: randomUUID(), ...write }
    let event = await connector.mutate(request)
    while (event.status === 'PENDING' || event.status === 'IN_PROGRESS') {
      await new Promise((resolve) => setTimeout(resolve, 20))
      event = await connector.status({ ...PLACE, requestToken: event.requestToken })
    }
    return event
  }

  test('names what a write made, and lists it, page by page', async () => {
    const { connector, typeName } = candidate
    const found: string[] = []
    for await (const page of connector.list({ ...PLACE, typeName })) {
      found.push(...page.map(({ identifier }) => identifier))
    }
    expect(found).toEqual(expect.arrayContaining(identifiers))
    expect(new Set(found).size).toBe(found.length)
  })

  test('gets one by its identifier, and says that another is not there', async () => {
    const { connector, typeName, change, absent } = candidate
    const [identifier = ''] = identifiers
    const { properties } = await connector.get({ ...PLACE, typeName, identifier })
    expect(properties).toMatchObject({ [change.property]: change.from })
    const missing = connector.get({ ...PLACE, typeName, identifier: absent })
    await expect(missing).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('changes what a patch says and nothing else', async () => {
    const { connector, typeName, change } = candidate
    const [, identifier = ''] = identifiers
    const before = await connector.get({ ...PLACE, typeName, identifier })
    const patch = [{ op: 'replace', path: `/${change.property}`, value: change.to }]
    const event = await ended({
      operation: 'UPDATE',
      identifier,
      patchDocument: JSON.stringify(patch),
    })
    expect(event).toMatchObject({ status: 'SUCCESS', identifier })
    const { properties } = await connector.get({ ...PLACE, typeName, identifier })
    const wanted: JsonObject = { ...before.properties, LastUpdatedAt: null }
    const changed = { LastUpdatedAt: null, [change.property]: change.to }
    expect({ ...properties, LastUpdatedAt: null }).toEqual({ ...wanted, ...changed })
  })

  test('deletes, and tells a second time that there is nothing to delete', async () => {
    const { connector, typeName } = candidate
    const identifier = identifiers[2] ?? ''
    expect(await ended({ operation: 'DELETE', identifier })).toMatchObject({ status: 'SUCCESS' })
    const get = connector.get({ ...PLACE, typeName, identifier })
    await expect(get).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await ended({ operation: 'DELETE', identifier })).toMatchObject({
      status: 'FAILED',
      errorCode: 'NotFound',
    })
  })

  test('does not make what is there already', async () => {
    if (!candidate.isNamed) return
    const again = {
      operation: 'CREATE',
      desiredState: text(candidate.model(candidate.names[0])),
    } as const
    const said = await ended(again).then(
      ({ errorCode }) => errorCode,
      (error: unknown) => AppError.from(error).code,
    )
    expect(said).toMatch(/already_?exists/i)
  })

  test('knows no request that it never took', async () => {
    const status = candidate.connector.status({ ...PLACE, requestToken: randomUUID() })
    await expect(status).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('stops when it is told to', async () => {
    if (name === 'memory') return
    const { connector, typeName } = candidate
    const get = connector.get(
      { ...PLACE, typeName, identifier: identifiers[0] ?? '' },
      AbortSignal.abort(),
    )
    await expect(get).rejects.toMatchObject({ code: 'CANCELLED' })
  })
})
