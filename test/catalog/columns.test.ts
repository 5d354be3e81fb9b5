import { describe, expect, it } from 'vitest'
import { columnAliases, findColumn } from '../../src/catalog/index.js'
import { columnsOf } from '../../src/catalog/naming/index.js'
import { schemaOf } from './support.js'

describe('columnsOf', () => {
  it('gives SQL types by the registry types, through references and alternatives', () => {
    const model = {
      properties: {
        Text: { type: 'string' },
        Count: { type: 'integer', format: 'int64' },
        Ratio: { type: 'number' },
        On: { type: ['boolean', 'null'] },
        Deep: { $ref: '#/definitions/Alias' },
        Policy: { type: ['object', 'string'] },
        Either: { anyOf: [{ type: 'string' }, { type: 'string' }] },
        Mixed: { oneOf: [{ type: 'array' }, { type: 'object' }] },
        Loop: { $ref: '#/definitions/Loop' },
        Anything: {},
      },
      definitions: {
        Alias: { $ref: '#/definitions/Name' },
        Name: { type: 'string' },
        Loop: { anyOf: [{ $ref: '#/definitions/Loop' }] },
      },
    } as const
    const types = columnsOf(model).map(
      ({ name, type, schemaType }) => `${name} ${type} ${schemaType}`,
    )
    expect(types).toEqual([
      'text VARCHAR string',
      'count BIGINT integer',
      'ratio DOUBLE number',
      'on BOOLEAN boolean',
      'deep VARCHAR string',
      'policy JSON object|string',
      'either VARCHAR string',
      'mixed JSON array|object',
      'loop JSON any',
      'anything JSON any',
    ])
  })

  it('keeps names apart that differ in case alone, and from virtual columns', () => {
    const columns = columnsOf({ properties: { DBName: {}, DbName: {}, Region: {}, AccountId: {} } })
    expect(columns.map(({ name }) => name)).toEqual([
      'db_name',
      'db_name_2',
      'region_',
      'account_id_',
    ])
  })
})

describe('findColumn', () => {
  const rule = schemaOf('AWS::Rbin::Rule')
  const integration = schemaOf('AWS::CustomerProfiles::Integration')

  it('takes the column, the property and any case of both', () => {
    for (const name of ['domain_name', 'DomainName', 'DOMAIN_NAME', 'domainname'])
      expect(findColumn(integration, name)).toMatchObject({ column: { property: 'DomainName' } })
    expect(findColumn(integration, 'nothing')).toBeUndefined()
  })

  it('tells virtual columns from properties of their name', () => {
    expect(findColumn(rule, 'Identifier')).toEqual({ kind: 'virtual', name: 'identifier' })
    expect(findColumn(rule, 'identifier_')).toMatchObject({ column: { property: 'Identifier' } })
    expect(findColumn(rule, 'Identifier', 'write')).toMatchObject({
      column: { property: 'Identifier' },
    })
    expect(findColumn(integration, 'Region', 'write')).toEqual({ kind: 'virtual', name: 'region' })
  })

  it('takes the underscore names that are published for reserved words, and no others', () => {
    const parameter = schemaOf('AWS::Events::ApiDestination')
    expect(findColumn(parameter, '_name')).toBeUndefined()
    const schema = { columns: columnsOf({ properties: { Values: { type: 'array' } } }) }
    expect(findColumn(schema, '_values')).toMatchObject({ column: { property: 'Values' } })
    expect(columnAliases(schema.columns[0]!)).toEqual(['Values', '_values'])
  })
})
