import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  compiledDocuments,
  compileProvider,
  documentError,
  readDocument,
  type ProviderDocument,
} from '../../src/catalog/index.js'
import { ITEMS_DOCUMENT } from '../support/item-service.js'

const providers = new URL('../../providers', import.meta.url).pathname

/** Everything that is wrong with a text, as `line:column message`. */
async function problemsOf(text: string): Promise<string[]> {
  const read = await readDocument(text)
  if ('document' in read) return []
  return read.problems.map(
    ({ message, position }) =>
      `${String(position?.line ?? 0)}:${String(position?.column ?? 0)} ${message}`,
  )
}

async function documentOf(text: string): Promise<ProviderDocument> {
  const read = await readDocument(text)
  if ('document' in read) return read.document
  throw documentError('test', text, read.problems)
}

describe('the documents that ship', () => {
  const files = readdirSync(providers).flatMap((provider) =>
    provider === 'awscc'
      ? []
      : readdirSync(join(providers, provider))
          .filter((file) => file.endsWith('.json'))
          .map((file) => join(providers, provider, file)),
  )

  test.each(files)('%s is in order', async (file) => {
    expect(await problemsOf(readFileSync(file, 'utf8'))).toEqual([])
  })

  test('have an operator for each that the seed page lists', async () => {
    const text = readFileSync(join(providers, 'aws/customer_profiles.json'), 'utf8')
    const { definitions = {} } = await documentOf(text)
    const operators = Object.entries(definitions['ConnectorOperator']?.properties ?? {})
    expect(operators.map(([name, { enum: values = [] }]) => [name, values.length])).toEqual([
      ['Marketo', 16],
      ['S3', 20],
      ['Salesforce', 21],
      ['ServiceNow', 21],
      ['Zendesk', 14],
    ])
  })
})

describe('a document', () => {
  test('in YAML becomes tables like those of resource types', async () => {
    const [items, , events] = compileProvider(await documentOf(ITEMS_DOCUMENT))
    expect(items).toMatchObject({
      typeName: 'shop.store.items',
      reach: 'nowhere',
      primaryIdentifier: ['/properties/id'],
      columns: [
        { name: 'id', type: 'BIGINT' },
        { name: 'name', type: 'VARCHAR' },
        { name: 'note', type: 'VARCHAR' },
        { name: 'labels', type: 'JSON' },
      ],
    })
    expect(events?.handlers.list?.handlerSchema).toEqual({
      properties: ['owner'],
      oneOf: [{ required: ['owner'] }],
    })
  })

  test('has all its problems told, each with its place', async () => {
    const broken = ITEMS_DOCUMENT.replace('request: GET /items, rows', 'requst: GET /items, rows')
      .replace('identifier: [id]', 'identifier: [idd]')
      .replace("'GET /items/{id}'", "'GET /items/{nr}'")
    const lines = broken.split('\n')
    const at = (part: string): number => lines.findIndex((line) => line.includes(part)) + 1
    expect(await problemsOf(broken)).toEqual([
      expect.stringMatching(
        `^${String(at('requst'))}:\\d+ .*no key "requst" \\(did you mean request`,
      ),
    ])
    const named = broken.replace('requst', 'request')
    expect(await problemsOf(named)).toEqual([
      expect.stringMatching(
        `^${String(at('[idd]'))}:\\d+ "idd" is no column of the table: did you mean id`,
      ),
      expect.stringMatching(`^${String(at('{nr}'))}:\\d+ "nr" is no column`),
    ])
  })

  test.each<[string, string, string]>([
    ['an unknown protocol', 'protocol: rest', 'protocol: soap'],
    ['a path without a verb', 'request: POST /items,', 'request: /items,'],
    ['a provider of ours', 'provider: shop', 'provider: awscc'],
    ['an operation in REST', 'request: GET /owners, brings', 'operation: ListOwners, brings'],
    ['a parent that is no table', 'table: owners', 'table: nobody'],
    ['a type that is none', 'type: integer, about', 'type: int, about'],
    [
      'a template that stands for nothing',
      "body: '{.model}' }] }\n      update",
      "body: '{.modl}' }] }\n      update",
    ],
  ])('with %s is refused', async (_what, from, to) => {
    expect(ITEMS_DOCUMENT).toContain(from)
    const problems = await problemsOf(ITEMS_DOCUMENT.replace(from, to))
    expect(problems.length).toBeGreaterThan(0)
    for (const problem of problems) expect(problem).toMatch(/^[1-9]\d*:[1-9]\d* ./)
  })

  test('that is no YAML at all says where it breaks off', async () => {
    const [problem] = await problemsOf('provider: shop\n  service: "store\n')
    expect(problem).toMatch(/^\d+:\d+ ./)
  })

  test('cannot claim a table that another one has', async () => {
    const document = await documentOf(ITEMS_DOCUMENT)
    const twice = (): unknown =>
      compiledDocuments([
        { document, file: 'one.yaml' },
        { document, file: 'two.yaml' },
      ])
    expect(twice).toThrow(/two documents claim the table shop\.store\.items/)
    try {
      twice()
    } catch (error) {
      expect(error).toMatchObject({
        code: 'PROVIDER_DOCUMENT',
        details: { hint: expect.stringContaining('one.yaml and two.yaml') as string },
      })
    }
  })
})
