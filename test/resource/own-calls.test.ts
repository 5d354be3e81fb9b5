import { expect, test } from 'vitest'
import { loadCatalog, loadDocuments, type ResourceSchema } from '../../src/catalog/index.js'
import { viewChange, type Change } from '../../src/resource/index.js'
import type { JsonObject } from '../../src/util/index.js'

const dist = new URL('../../dist/', import.meta.url).pathname
const catalog = loadDocuments(loadCatalog({ roots: [`${dist}catalog`] }), `${dist}documents`)

function schemaOf(typeName: string): ResourceSchema {
  const entry = catalog.findType(typeName)
  expect(entry).toBeDefined()
  return catalog.schema(entry as NonNullable<typeof entry>)
}

const NOW = Date.parse('2026-06-01')
const calls = (typeName: string, change: Change, parameters: JsonObject = {}): readonly string[] =>
  viewChange(
    schemaOf(typeName),
    change,
    { connection: 'default', region: 'us-east-1' },
    { now: NOW, parameters },
  ).calls

const INTEGRATIONS = 'aws.customer_profiles.integrations'
const create = (desired: JsonObject): Change => ({
  kind: 'create',
  typeName: INTEGRATIONS,
  reasons: [],
  desired,
})
const from = (ConnectorType: string, FirstExecutionFrom?: string | number): JsonObject => ({
  FlowDefinition: {
    SourceFlowConfig: { ConnectorType },
    ...(FirstExecutionFrom === undefined
      ? {}
      : { TriggerConfig: { TriggerProperties: { Scheduled: { FirstExecutionFrom } } } }),
  },
})

test.each([
  [undefined, {}, 'PutIntegration'],
  ['2026-05-01T00:00:00Z', {}, 'PutIntegration'],
  ['2026-04-01T00:00:00Z', {}, 'CreateIntegrationWorkflow'],
  [Date.parse('2020-01-01') / 1000, {}, 'CreateIntegrationWorkflow'],
  ['2020-01-01T00:00:00Z', { workflow: true }, 'CreateIntegrationWorkflow'],
  ['2020-01-01T00:00:00Z', { put: true }, 'PutIntegration'],
])('a flow from %s with %j is made by one call', (time, parameters, call) => {
  const change = create(from('Salesforce', time))
  expect(calls(INTEGRATIONS, change, parameters)).toEqual([call])
})

test('a step that the values rule out is not told', () => {
  expect(calls(INTEGRATIONS, create(from('Zendesk')))).toEqual(['PutIntegration'])
  expect(calls(INTEGRATIONS, create({ Uri: 's3://x' }))).toEqual(['PutIntegration'])
})

test('one call of two forms is told once', () => {
  const typeName = 'immuta.integrations.integrations'
  expect(calls(typeName, { kind: 'delete', typeName, reasons: [] })).toEqual([
    'DELETE /integrations/{id}',
  ])
})
