import { describe, expect, it } from 'vitest'
import { compileDocuments, importSchemas, parseService } from '../../src/catalog/index.js'
import { readRegistrySchema } from '../../src/catalog/import/index.js'
import { registrySchema } from './support.js'

function file(schema: unknown, name = 'thing.json') {
  return { name, text: JSON.stringify(schema) }
}

describe('importSchemas', () => {
  it('names and skips what it cannot understand, and imports the rest', async () => {
    const result = await importSchemas([
      file(registrySchema()),
      { name: 'torn.json', text: '{"typeName": "AWS::Test' },
      file(
        registrySchema({ typeName: 'AWS::Test::NoIdentifier', primaryIdentifier: undefined }),
        'a',
      ),
      file(registrySchema({ typeName: 'Thing' }), 'b'),
      file(registrySchema({ typeName: 'AWS::Test::List', properties: [] }), 'c'),
      file(
        registrySchema({
          properties: { Name: { $ref: '#/definitions/Gone' } },
          typeName: 'AWS::Test::Hole',
        }),
        'd',
      ),
      file([], 'e'),
      file(registrySchema({ typeName: 'AWS::Test::Old', handlers: undefined }), 'f'),
    ])
    expect([...result.documents.keys()]).toEqual(['test'])
    expect(result).toMatchObject({ notProvisionable: 1, types: 1 })
    expect(result.skipped).toEqual([
      { name: 'a', reason: 'schema of AWS::Test::NoIdentifier has no primaryIdentifier' },
      { name: 'b', reason: 'schema of an unnamed type has no typeName such as AWS::S3::Bucket' },
      { name: 'c', reason: 'schema of AWS::Test::List has no properties' },
      {
        name: 'd',
        reason: 'schema of AWS::Test::Hole refers to #/definitions/Gone, which it does not contain',
      },
      { name: 'e', reason: 'schema of an unnamed type is not a JSON object' },
      { name: 'torn.json', reason: 'schema file torn.json is not JSON' },
    ])
  })

  it('gives the same bytes for the same schemas in any order, one type a line', async () => {
    const files = ['Bb', 'Aa', 'Cc'].map((name) =>
      file(registrySchema({ typeName: `AWS::Test::${name}` }), `${name}.json`),
    )
    const text = (await importSchemas(files)).documents.get('test')
    expect((await importSchemas(files.toReversed())).documents.get('test')).toBe(text)
    expect(text?.split('\n').map((line) => /AWS::Test::\w+/.exec(line)?.[0])).toEqual([
      undefined,
      'AWS::Test::Aa',
      'AWS::Test::Bb',
      'AWS::Test::Cc',
      undefined,
      undefined,
    ])
  })

  it('compiles to the tables of the documents', async () => {
    const { documents } = await importSchemas([
      file(registrySchema({ typeName: 'Initech::TPS::Report' })),
    ])
    const files = compileDocuments([...documents].map(([name, text]) => parseService(text, name)))
    expect([...files.keys()]).toEqual(['awscc/index.json', 'awscc/initech_tps/reports.json'])
  })
})

describe('readRegistrySchema', () => {
  it('keeps facts and leaves prose out', () => {
    const document = readRegistrySchema(
      registrySchema({
        sourceUrl: 'https://example.com',
        properties: {
          Name: { type: 'string', description: 'x', title: 'y', examples: ['z'], minLength: 1 },
          // A property may be called like a key that is left out elsewhere.
          description: { type: ['string', 'null'], enum: ['a', 'b', 'a'], default: 'a' },
          Tags: {
            type: 'array',
            insertionOrder: false,
            uniqueItems: true,
            arrayType: 'AttributeList',
          },
          Odd: { type: 'string', format: '(^arn:.*)', required: true },
        },
      }),
    )
    expect(document?.properties).toEqual({
      Name: { type: 'string', minLength: 1 },
      description: { type: ['string', 'null'], enum: ['a', 'b'], default: 'a' },
      Tags: { type: 'array', insertionOrder: false, uniqueItems: true, arrayType: 'AttributeList' },
      Odd: { type: 'string' },
    })
    expect(JSON.stringify(document)).not.toContain('example.com')
  })

  it('gives pointers one spelling', () => {
    const document = readRegistrySchema(
      registrySchema({
        properties: {
          Name: { type: 'string' },
          List: { type: 'array', items: { $ref: '#/definitions/Item' } },
          Map: { type: 'object', patternProperties: { '.*': { $ref: '#/definitions/Item' } } },
        },
        definitions: {
          Item: {
            type: 'object',
            properties: { Id: { type: 'string' }, properties: { type: 'string' } },
          },
        },
        readOnlyProperties: [
          '/properties/List/*/Id',
          '/properties/List/items/properties/Id',
          '/properties/List/Id',
          '/properties/Map/*/properties',
          '/properties/Nowhere/Id',
        ],
        propertyTransform: { 'properties/Name': '$lowercase(Name)' },
      }),
    )
    expect(document?.readOnlyProperties).toEqual([
      '/properties/List/*/Id',
      '/properties/Map/*/properties',
      '/properties/Nowhere/Id',
    ])
    expect(document?.propertyTransform).toEqual({ '/properties/Name': '$lowercase(Name)' })
  })

  it('reads the inputs of a list handler in every form', () => {
    const list = (handlerSchema: unknown) =>
      readRegistrySchema(
        registrySchema({
          handlers: {
            create: {},
            list: { permissions: ['a:List'], timeoutInMinutes: 5, handlerSchema },
          },
        }),
      )?.handlers.list
    expect(
      list({
        properties: {
          Name: { $ref: 'resource-schema.json#/properties/Name' },
          Arn: { $ref: 'resource-schema.json#/properties/Parent' },
        },
        required: ['Arn'],
      }),
    ).toEqual({
      permissions: ['a:List'],
      timeoutInMinutes: 5,
      handlerSchema: {
        properties: ['Name', 'Parent'],
        inputs: { Parent: 'Arn' },
        required: ['Parent'],
      },
    })
    expect(
      list({
        allOf: [{ required: ['A'] }, { anyOf: [{ required: ['B'] }, { required: ['C', 'D'] }] }],
      }),
    ).toMatchObject({
      handlerSchema: {
        properties: ['A', 'B', 'C', 'D'],
        required: ['A'],
        anyOf: [{ required: ['B'] }, { required: ['C', 'D'] }],
      },
    })
  })

  it('reads the older taggable flag', () => {
    expect(readRegistrySchema(registrySchema({ taggable: false }))?.tagging).toEqual({
      taggable: false,
    })
    const tagging = { taggable: true, tagProperty: '/properties/Tags', permissions: ['a:Tag'] }
    expect(readRegistrySchema(registrySchema({ taggable: false, tagging }))?.tagging).toEqual(
      tagging,
    )
  })

  it('leaves out patterns without a JavaScript form and says where they were', () => {
    const document = readRegistrySchema(
      registrySchema({
        properties: {
          Name: { type: 'string', pattern: 'a*{1,2}' },
          Map: {
            type: 'object',
            patternProperties: { '(?x)a': { type: 'string', pattern: '(a+)+$' } },
          },
        },
      }),
    )
    expect(document?.properties).toEqual({
      Name: { type: 'string' },
      Map: { type: 'object', patternProperties: { '^[\\s\\S]*$': { type: 'string' } } },
    })
    expect(document?.unusablePatterns).toEqual({
      '/properties/Name/pattern': 'a*{1,2}',
      '/properties/Map/patternProperties/(?x)a': '(?x)a',
      '/properties/Map/patternProperties/^[\\s\\S]*$/pattern': '(a+)+$',
    })
  })
})
