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

const calls = (typeName: string, change: Change): readonly string[] =>
  viewChange(schemaOf(typeName), change, { connection: 'default', region: 'us-east-1' }).calls

const INTEGRATIONS = 'aws.customer_profiles.integrations'
const create = (desired: JsonObject): Change => ({
  kind: 'create',
  typeName: INTEGRATIONS,
  reasons: [],
  desired,
})
const from = (ConnectorType: string): JsonObject => ({
  FlowDefinition: { SourceFlowConfig: { ConnectorType } },
})

test('steps that the time of the write decides between are told as alternatives', () => {
  expect(calls(INTEGRATIONS, create(from('Salesforce')))).toEqual([
    'CreateIntegrationWorkflow or PutIntegration',
  ])
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
