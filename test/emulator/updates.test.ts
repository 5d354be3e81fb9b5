import fc from 'fast-check'
import type { Operation as PatchOperation } from 'fast-json-patch'
import fastJsonPatch from 'fast-json-patch'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../src/util/index.js'
import { HERE, INTEGRATION, TestCloud, said } from './plane.js'

const FLOW = {
  FlowName: 'f1',
  KmsArn: 'arn:aws:kms:us-east-1:123456789012:key/1',
  Tasks: [],
  TriggerConfig: { TriggerType: 'OnDemand' },
  SourceFlowConfig: { ConnectorType: 'S3', SourceConnectorProperties: {} },
}
const TAG = { Key: 'a', Value: 'b' }

describe('updates', () => {
  it('take all six operations of RFC 6902, with and without the leading slash', async () => {
    const cloud = new TestCloud()
    await cloud.create(INTEGRATION, { DomainName: 'd', Uri: 'u', Tags: [TAG], Scope: 'DOMAIN' })
    await cloud.update(INTEGRATION, 'd|u', [
      { op: 'test', path: 'Scope', value: 'DOMAIN' },
      { op: 'add', path: '/Tags/-', value: { Key: 'c', Value: '' } },
      { op: 'copy', from: '/Tags/0', path: '/Tags/2' },
      { op: 'replace', path: '/Tags/2/Key', value: 'z' },
      { op: 'add', path: 'ObjectTypeName', value: 'x' },
      { op: 'move', from: 'Tags/0/Value', path: '/Tags/1/Value' },
      { op: 'remove', path: '/Tags/0' },
      { op: 'remove', path: '/Scope' },
    ])
    expect(await cloud.read(INTEGRATION, 'd|u')).toEqual({
      DomainName: 'd',
      Uri: 'u',
      Tags: [
        { Key: 'c', Value: 'b' },
        { Key: 'z', Value: 'b' },
      ],
      ObjectTypeName: 'x',
      CreatedAt: expect.any(String) as string,
      LastUpdatedAt: expect.any(String) as string,
    })
  })

  it('lose write-only values that they do not repeat, and never show them', async () => {
    const cloud = new TestCloud()
    const kept = (): Json | undefined => {
      const stored = cloud.state.resources.get(HERE, INTEGRATION, 'd|u')
      return stored?.model['FlowDefinition']
    }
    await cloud.create(INTEGRATION, { DomainName: 'd', Uri: 'u', FlowDefinition: FLOW })
    expect(await cloud.read(INTEGRATION, 'd|u')).not.toHaveProperty('FlowDefinition')
    expect(kept()).toEqual(FLOW)
    const path = '/FlowDefinition'
    const patch = [{ op: 'add', path, value: { ...FLOW, Description: 'again' } }]
    await cloud.status((await cloud.update(INTEGRATION, 'd|u', patch)).RequestToken)
    expect(kept()).toMatchObject({ Description: 'again' })
    expect(await cloud.read(INTEGRATION, 'd|u')).not.toHaveProperty('FlowDefinition')
    // It cannot be replaced: for the service it is not there.
    expect(
      await said(() => cloud.update(INTEGRATION, 'd|u', [{ op: 'replace', path, value: FLOW }])),
    ).toMatch(/^ValidationException/)
    const other = [{ op: 'add', path: '/Scope', value: 'DOMAIN' }]
    await cloud.status((await cloud.update(INTEGRATION, 'd|u', other)).RequestToken)
    expect(kept()).toBeUndefined()
  })

  it('keep read-only values, whatever the patch says, and move the time of change', async () => {
    const cloud = new TestCloud()
    await cloud.create(INTEGRATION, { DomainName: 'd', Uri: 'u', CreatedAt: 'ignored' })
    const before = await cloud.read(INTEGRATION, 'd|u')
    cloud.now += 5000
    await cloud.update(INTEGRATION, 'd|u', [{ op: 'replace', path: '/CreatedAt', value: 'x' }])
    const after = await cloud.read(INTEGRATION, 'd|u')
    expect(after['CreatedAt']).toBe(before['CreatedAt'])
    expect(after['LastUpdatedAt']).not.toBe(before['LastUpdatedAt'])
  })

  it('refuse a required write-only property that is left out or, being create-only, given', async () => {
    const cloud = new TestCloud()
    const type = 'AWS::Logs::Integration'
    const config = {
      OpenSearchResourceConfig: {
        DataSourceRoleArn: 'arn:aws:iam::123456789012:role/r',
        DashboardViewerPrincipals: ['arn:aws:iam::123456789012:user/u'],
        RetentionDays: 30,
      },
    }
    const model = { IntegrationName: 'i', IntegrationType: 'OPENSEARCH', ResourceConfig: config }
    const event = await cloud.create(type, model)
    expect((await cloud.status(event.RequestToken)).OperationStatus).toBe('SUCCESS')
    const text = await said(() => cloud.update(type, 'i', []))
    expect(text).toMatch(/UnsupportedAction|required key \[ResourceConfig\] not found/)
  })

  it('come out as the patch library says, but for read-only and write-only values', async () => {
    const text = fc.stringMatching(/^[a-z]{1,8}$/)
    const tags = fc.array(fc.record({ Key: text, Value: text }), { maxLength: 3 })
    const value = fc.oneof(tags, text, fc.constantFrom('DOMAIN', 'PROFILE'), fc.integer())
    const path = fc.constantFrom(
      '/Tags',
      'Tags',
      '/Tags/0',
      '/Tags/-',
      '/Tags/1/Value',
      '/Scope',
      '/ObjectTypeName',
      '/ObjectTypeNames',
      '/EventTriggerNames',
      '/FlowDefinition',
      '/LastUpdatedAt',
      '/Uri',
    )
    const operation = fc.oneof(
      fc.record({ op: fc.constantFrom('add', 'replace', 'test'), path, value }),
      fc.record({ op: fc.constant('remove'), path }),
      fc.record({ op: fc.constantFrom('move', 'copy'), from: path, path }),
    )
    const applied = new Set<boolean>()
    const cloud = new TestCloud()
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { maxLength: 4 }), async (patch) => {
        const identifier = `d${++runs}|u`
        const model = { DomainName: `d${runs}`, Uri: 'u', Tags: [TAG], Scope: 'DOMAIN' }
        await cloud.create(INTEGRATION, { ...model, FlowDefinition: FLOW })
        const before = await cloud.read(INTEGRATION, identifier)
        const expected = expectation(before, patch)
        const outcome = await cloud
          .update(INTEGRATION, identifier, patch as Json)
          .then(() => true)
          .catch(() => false)
        applied.add(outcome)
        const after = await cloud.read(INTEGRATION, identifier)
        // Whether a patch is valid is the schema's business; where it was taken, it did what it says.
        if (outcome) expect(settable(after)).toEqual(expected)
        else expect(after).toEqual(before)
        if (expected === undefined) expect(outcome).toBe(false)
      }),
      { numRuns: process.env['SKYQL_SOAK'] === undefined ? 150 : 5000 },
    )
    expect(applied.size).toBe(2)
  })
})

const SERVICE_SIDE = new Set(['CreatedAt', 'LastUpdatedAt', 'FlowDefinition'])

/** What is left of a model without what the service sets or hides. */
const settable = (model: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(model).filter(([name]) => !SERVICE_SIDE.has(name)))

function expectation(before: JsonObject, patch: readonly PatchOperation[]): JsonObject | undefined {
  const rooted = structuredClone([...patch]).map((operation) => {
    const slash = (path: string): string => (path.startsWith('/') ? path : `/${path}`)
    const from = (operation as { from?: string }).from
    return { ...operation, path: slash(operation.path), ...(from && { from: slash(from) }) }
  }) as PatchOperation[]
  try {
    const document = structuredClone(before)
    return settable(fastJsonPatch.applyPatch(document, rooted, true).newDocument)
  } catch {
    return undefined
  }
}
