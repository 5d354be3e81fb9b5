import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIdentifier, identifiersEqual, parseIdentifier } from '../../src/resource/index.js'
import { appError } from './expected-error.js'
import { integration, schemaOf } from './schemas.js'

const pair = schemaOf({
  properties: { A: { type: 'string' }, B: { type: 'string' }, Arn: { type: 'string' } },
  primaryIdentifier: ['/properties/A', '/properties/B'],
  additionalIdentifiers: [['/properties/Arn']],
})

describe('parseIdentifier', () => {
  it('splits the | form in the order of the primary identifier', () => {
    expect(parseIdentifier(integration, 'dom|s3://bucket')).toEqual({
      DomainName: 'dom',
      Uri: 's3://bucket',
    })
  })

  it('takes the JSON form of primary and additional identifiers, in snake case too', () => {
    expect(parseIdentifier(integration, '{"Uri":"u|v","domain_name":"d"}')).toEqual({
      DomainName: 'd',
      Uri: 'u|v',
    })
    expect(parseIdentifier(pair, '{"Arn":"arn:x"}')).toEqual({ Arn: 'arn:x' })
  })

  it('gives the rest to a part that is alone in taking |', () => {
    expect(parseIdentifier(integration, 'dom|a|b')).toEqual({ DomainName: 'dom', Uri: 'a|b' })
  })

  it('uses known values before it calls an identifier ambiguous', () => {
    expect(() => parseIdentifier(pair, 'x|y|z')).toThrow(/write it as JSON/)
    expect(parseIdentifier(pair, 'x|y|z', { A: 'x|y' })).toEqual({ A: 'x|y', B: 'z' })
  })

  it('reads numbers where the schema says so', () => {
    const build = schemaOf({
      properties: { Name: { type: 'string' }, Version: { type: 'integer' } },
      primaryIdentifier: ['/properties/Name', '/properties/Version'],
    })
    expect(parseIdentifier(build, 'n|7')).toEqual({ Name: 'n', Version: 7 })
  })

  it('keeps JSON text that is a part', () => {
    const principal = schemaOf({
      properties: { Principal: { type: 'string' }, Resource: { type: 'string' } },
      primaryIdentifier: ['/properties/Principal', '/properties/Resource'],
    })
    expect(parseIdentifier(principal, '{"Id":"x"}|{"Table":"t"}')).toEqual({
      Principal: '{"Id":"x"}',
      Resource: '{"Table":"t"}',
    })
  })

  it.each([
    ['dom', /1 part of 2.*DomainName\|Uri, in this order/],
    ['', /empty/],
    ['dom|', /Uri is empty/],
    ['<DomainName>|<Uri>', /placeholder <DomainName>/],
    ['<DomainName|Uri>', /placeholder <DomainName\|Uri>/],
    ['{"DomainName":"d"}', /exactly \{DomainName, Uri\}/],
    ['{"DomainName":"d","Uri":"u","Scope":"x"}', /exactly/],
  ])('refuses %j', (text, message) => {
    expect(() => parseIdentifier(integration, text)).toThrow(
      appError('BAD_IDENTIFIER', { message }),
    )
  })
})

describe('formatIdentifier', () => {
  it('writes JSON where | or { would be misread', () => {
    expect(formatIdentifier(integration, { DomainName: 'd', Uri: 'a|b' })).toBe(
      '{"DomainName":"d","Uri":"a|b"}',
    )
    expect(formatIdentifier(pair, { A: '{x', B: 'b' })).toBe('{"A":"{x","B":"b"}')
    expect(formatIdentifier(pair, { Arn: 'arn:x' })).toBe('{"Arn":"arn:x"}')
  })

  it('reads nested parts from a model', () => {
    const nested = schemaOf({
      properties: { Config: { type: 'object', properties: { Id: { type: 'string' } } } },
      primaryIdentifier: ['/properties/Config/Id'],
    })
    expect(formatIdentifier(nested, { Config: { Id: 'x' } })).toBe('x')
  })

  it('names what is missing', () => {
    expect(() => formatIdentifier(integration, { DomainName: 'd' })).toThrow(/Uri must be given/)
  })

  it('round-trips any parts', () => {
    const part = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.constantFrom('a|b', '{', '{"A":"x"}', '|'),
    )
    fc.assert(
      fc.property(part, part, (A, B) => {
        fc.pre(!/[<>]/.test(A + B))
        expect(parseIdentifier(pair, formatIdentifier(pair, { A, B }))).toEqual({ A, B })
      }),
    )
  })
})

it('identifiersEqual sees through the form', () => {
  expect(identifiersEqual(integration, 'd|u', '{"Uri":"u","DomainName":"d"}')).toBe(true)
  expect(identifiersEqual(integration, 'd|u', 'd|v')).toBe(false)
  expect(identifiersEqual(integration, 'd', 'd|v')).toBe(false)
})
