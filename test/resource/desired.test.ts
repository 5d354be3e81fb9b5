import { describe, expect, it } from 'vitest'
import {
  buildChanges,
  buildDesired,
  findProperty,
  missingBeside,
} from '../../src/resource/index.js'
import { appError } from './expected-error.js'
import { integration, schemaOf } from './schemas.js'

describe('buildDesired', () => {
  it('orders keys by the schema and leaves NULLs out', () => {
    const model = buildDesired(integration, {
      uri: 's3://b',
      Tags: '[{"key":"a","Value":"1"}]',
      DOMAIN_NAME: 'd',
      object_type_name: null,
    })
    expect(JSON.stringify(model)).toBe(
      '{"DomainName":"d","Tags":[{"Key":"a","Value":"1"}],"Uri":"s3://b"}',
    )
  })

  it('tells every problem at once', () => {
    const build = (): unknown =>
      buildDesired(integration, {
        CreatedAt: 'now',
        Tag: '[]',
        Tags: '[{',
        FlowDefinition: { KmsArn: 'k', Tasks: [{}] },
      })
    expect(build).toThrow(appError('READ_ONLY_PROPERTY'))
    expect(build).toThrow(/4 problems/)
    expect(build).toThrow(/CreatedAt of AWS::CustomerProfiles::Integration is read-only/)
    expect(build).toThrow(/no property "Tag"/)
    expect(build).toThrow(/Tags is not valid JSON/)
    expect(build).toThrow(/needs DomainName, FlowDefinition.FlowName, FlowDefinition.Tasks.0.Task/)
  })

  it('takes values that come later for given, and tells what is missing beside them', () => {
    const flow = { FlowDefinition: { KmsArn: 'k' } }
    expect(buildDesired(integration, { Uri: 'u' }, ['DomainName'])).toEqual({ Uri: 'u' })
    expect(() => buildDesired(integration, flow, ['DomainName'])).toThrow(
      /needs FlowDefinition.FlowName/,
    )
    expect(() => buildDesired(integration, {}, ['Uri'])).toThrow(appError('MISSING_PROPERTY'))
    expect(missingBeside(integration, ['DomainName', 'FlowDefinition'])).toBeUndefined()
    expect(missingBeside(integration, ['Uri'])?.message).toMatch(/needs DomainName$/)
  })

  it('suggests names in the spelling that was used', () => {
    const hint = (text: RegExp): unknown => appError('UNKNOWN_COLUMN', { hint: text })
    expect(() => buildDesired(integration, { DomainName: 'd', object_typename: 'x' })).not.toThrow()
    expect(() => buildDesired(integration, { DomainName: 'd', object_type_nam: 'x' })).toThrow(
      hint(/Did you mean object_type_name or object_type_names\?/),
    )
    expect(() => buildDesired(integration, { DomainName: 'd', Scop: 'x' })).toThrow(
      hint(/Did you mean Scope\?/),
    )
  })

  it('does not call a property missing whose value is wrong', () => {
    const schema = schemaOf({ properties: { Size: { type: 'integer' } }, required: ['Size'] })
    expect(() => buildDesired(schema, { size: 'x' })).toThrow(appError('VALUE_TYPE'))
    expect(() => buildDesired(schema, { size: null })).toThrow(appError('MISSING_PROPERTY'))
  })

  it('wants one of the alternatives, and one name for one property', () => {
    const schema = schemaOf({
      properties: { A: { type: 'string' }, B: { type: 'string' } },
      oneOf: [{ required: ['A'] }, { required: ['B'] }],
    })
    expect(() => buildDesired(schema, {})).toThrow(/needs A or B/)
    expect(buildDesired(schema, { b: 'x' })).toEqual({ B: 'x' })
    expect(() => buildDesired(schema, { b: 'x', B: 'y' })).toThrow(/given twice/)
  })

  it('refuses read-only values inside a property', () => {
    const schema = schemaOf({
      properties: {
        A: { type: 'object', properties: { Id: { type: 'string' }, N: { type: 'string' } } },
      },
      readOnlyProperties: ['/properties/A/Id'],
    })
    expect(() => buildDesired(schema, { A: '{"Id":"x"}' })).toThrow(/A.Id .* is read-only/)
    expect(buildDesired(schema, { A: '{"N":"x"}' })).toEqual({ A: { N: 'x' } })
  })
})

it('buildChanges keeps NULL as the wish to remove', () => {
  expect(buildChanges(integration, { object_type_name: null, tags: '[]' })).toEqual({
    ObjectTypeName: null,
    Tags: [],
  })
})

it('a virtual column hides the property that would have its name', () => {
  const schema = schemaOf({
    properties: { Region: { type: 'string' } },
    columns: [{ name: 'region_', property: 'Region', type: 'VARCHAR', schemaType: 'string' }],
  })
  expect(findProperty(schema, 'region')).toBeUndefined()
  expect(findProperty(schema, 'Region')).toBe('Region')
  expect(findProperty(schema, 'REGION_')).toBe('Region')
})
