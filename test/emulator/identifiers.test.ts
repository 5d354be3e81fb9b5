import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { identifierOf, parseIdentifier } from '../../src/emulator/model/identifier.js'
import { HERE, INTEGRATION, TestCloud, said, typeNamed } from './plane.js'

const type = typeNamed(INTEGRATION)

describe('identifiers', () => {
  it('are read back from both forms, bars in the free-form part included', () => {
    const domain = fc.stringMatching(/^[a-zA-Z0-9_-]{1,20}$/)
    const uri = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' })
    fc.assert(
      fc.property(domain, uri, (DomainName, Uri) => {
        const text = identifierOf(type, { DomainName, Uri })
        expect(text).toBe(`${DomainName}|${Uri}`)
        expect(parseIdentifier(type, text ?? '')).toEqual({ kind: 'primary', text })
        const query = parseIdentifier(type, JSON.stringify({ Uri, DomainName }))
        expect(query).toMatchObject({ kind: 'primary', text, parts: [DomainName, Uri] })
      }),
    )
  })

  it('with bars find their resource by either form', async () => {
    const cloud = new TestCloud()
    await cloud.create(INTEGRATION, { DomainName: 'd', Uri: 's3://a|b' })
    for (const identifier of ['d|s3://a|b', '{"DomainName":"d","Uri":"s3://a|b"}']) {
      expect(await cloud.read(INTEGRATION, identifier)).toMatchObject({ Uri: 's3://a|b' })
    }
    expect(await said(() => cloud.read(INTEGRATION, 'd|s3://a'))).toMatch(/^ResourceNotFound/)
  })

  it('of more parts than there are, where no part may hold a bar, are refused', async () => {
    const cloud = new TestCloud()
    expect(await said(() => cloud.read('AWS::Bedrock::AgentAlias', 'a|b|c'))).toBe(
      'ValidationException: Identifier a|b|c is not valid for identifier ' +
        '[/properties/AgentId, /properties/AgentAliasId]',
    )
  })

  it('that are additional need the JSON form', async () => {
    const cloud = new TestCloud()
    const typeName = 'AWS::AppConfig::Application'
    const { RequestToken } = await cloud.create(typeName, { Name: 'shop' })
    const { Identifier } = await cloud.status(RequestToken)
    const byName = await cloud.read(typeName, '{"Name":"shop"}')
    expect(byName).toEqual(await cloud.read(typeName, Identifier ?? ''))
    expect(await said(() => cloud.read(typeName, 'shop'))).toMatch(/^ResourceNotFound/)
    expect(await said(() => cloud.read(typeName, '{"Name":"shop","Description":"x"}'))).toContain(
      'exactly one identifier from [[/properties/ApplicationId], [/properties/Name]], and no',
    )
    const gone = await cloud.remove(typeName, '{"Name":"shop"}')
    expect(gone.Identifier).toBe(Identifier)
    expect(await said(() => cloud.read(typeName, '{"Name":"shop"}'))).toMatch(/^ResourceNotFound/)
  })

  it('of nested properties and of numbers come from the model', () => {
    const lens = typeNamed('AWS::S3::StorageLens')
    const model = { StorageLensConfiguration: { Id: 'lens' } }
    expect(identifierOf(lens, model)).toBe('lens')
    expect(parseIdentifier(lens, '{"Id":"lens"}')).toMatchObject({ text: 'lens' })
    expect(parseIdentifier(lens, JSON.stringify(model))).toMatchObject({ text: 'lens' })
    expect(identifierOf(type, { DomainName: 'd', Uri: 7 })).toBe('d|7')
    expect(identifierOf(type, { DomainName: 'd' })).toBeUndefined()
  })

  it('are apart by account and region', async () => {
    const cloud = new TestCloud()
    await cloud.create(INTEGRATION, { DomainName: 'd', Uri: 'u' })
    const input = { TypeName: INTEGRATION, Identifier: 'd|u' }
    expect(await cloud.fault('GetResource', input, { ...HERE, region: 'eu-west-1' })).toMatch(
      /NotFound/,
    )
    expect(await cloud.fault('GetResource', input, { ...HERE, account: '1'.repeat(12) })).toMatch(
      /NotFound/,
    )
  })
})
