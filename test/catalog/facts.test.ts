import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import type { ResourceSchema } from '../../src/catalog/index.js'
import { allSchemas, schemaOf } from './support.js'

describe('AWS::CustomerProfiles::Integration', () => {
  const schema = schemaOf('AWS::CustomerProfiles::Integration')

  it('has its facts', () => {
    expect(schema).toMatchObject({
      service: 'customerprofiles',
      table: 'integrations',
      primaryIdentifier: ['/properties/DomainName', '/properties/Uri'],
      createOnlyProperties: ['/properties/DomainName', '/properties/Uri'],
      writeOnlyProperties: ['/properties/FlowDefinition'],
      readOnlyProperties: ['/properties/LastUpdatedAt', '/properties/CreatedAt'],
      required: ['DomainName'],
      tagging: { taggable: true, tagUpdatable: true, tagProperty: '/properties/Tags' },
      parents: {
        DomainName: { typeName: 'AWS::CustomerProfiles::Domain', property: 'DomainName' },
      },
    })
    expect(schema.handlers.list?.handlerSchema).toEqual({
      properties: ['DomainName'],
      required: ['DomainName'],
    })
    expect(schema.handlers.read?.permissions).toContain('profile:GetIntegration')
    expect(Object.keys(schema.handlers).sort()).toEqual([
      'create',
      'delete',
      'list',
      'read',
      'update',
    ])
    expect(schema.properties['EventTriggerNames']).toMatchObject({
      insertionOrder: false,
      maxItems: 1,
    })
    expect(schema.definitions?.['FlowDefinition']?.properties?.['FlowName']).toMatchObject({
      pattern: '[a-zA-Z0-9][\\w!@#.-]+',
      maxLength: 256,
    })
  })

  it('has the columns of its page', () => {
    expect(schema.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'domain_name VARCHAR',
      'uri VARCHAR',
      'flow_definition JSON',
      'object_type_name VARCHAR',
      'created_at VARCHAR',
      'last_updated_at VARCHAR',
      'tags JSON',
      'object_type_names JSON',
      'event_trigger_names JSON',
      'scope VARCHAR',
    ])
  })
})

describe('the catalogue', () => {
  it('keeps nested paths, transforms, strategies and timeouts', () => {
    expect(schemaOf('AWS::QuickSight::RefreshSchedule').primaryIdentifier).toContain(
      '/properties/Schedule/ScheduleId',
    )
    const all = allSchemas()
    const having = (test: (schema: ResourceSchema) => unknown): number => all.filter(test).length
    expect(having((s) => s.createOnlyProperties?.some((p) => p.includes('/*/')))).toBe(7)
    expect(
      having((s) => s.writeOnlyProperties?.some((p) => p.split('/').length > 3)),
    ).toBeGreaterThan(50)
    expect(having((s) => s.conditionalCreateOnlyProperties)).toBe(46)
    expect(having((s) => s.propertyTransform)).toBe(102)
    expect(having((s) => s.replacementStrategy)).toBe(72)
    expect(having((s) => s.additionalIdentifiers)).toBe(193)
    expect(having((s) => s.handlers.create?.timeoutInMinutes)).toBe(109)
    expect(having((s) => s.handlers.list)).toBe(1412)
    expect(all).toHaveLength(1490)
  })

  it('has no prose', () => {
    const texts = allSchemas().map((schema) => JSON.stringify(schema))
    for (const key of ['"$comment":"', '"sourceUrl":', '"documentationUrl":', '"examples":'])
      expect(texts.filter((text) => text.includes(key))).toEqual([])
  })

  // All of them take half a minute; a sample is every eleventh.
  it('compiles with ajv', () => {
    const all = allSchemas()
    const sample = process.env['SKYQL_SOAK'] ? all : all.filter((_, index) => index % 11 === 0)
    const broken = sample.flatMap(({ typeName, ...schema }) => {
      const { properties, definitions, required, oneOf, anyOf, allOf, dependencies } = schema
      const { dependentRequired, patternProperties } = schema
      const rules = {
        required,
        oneOf,
        anyOf,
        allOf,
        dependencies,
        dependentRequired,
        patternProperties,
      }
      const model = { type: 'object', properties, definitions, ...rules }
      const set = Object.entries(model).filter(([, value]) => value !== undefined)
      try {
        new Ajv({ strict: false, logger: false }).compile(Object.fromEntries(set))
        return []
      } catch (reason) {
        return [`${typeName}: ${String(reason)}`]
      }
    })
    expect(broken).toEqual([])
  }, 180_000)

  it('lists the patterns that it left out', () => {
    const unusable = allSchemas().flatMap((schema) => Object.values(schema.unusablePatterns ?? {}))
    expect(new Set(unusable).size).toBe(26)
    expect(unusable).toContain('^[\\/]+([^~]*(~[01])*)*{1,512}$')
  })
})
