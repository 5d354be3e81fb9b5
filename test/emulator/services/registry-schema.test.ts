import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { importSchemas, parseService } from '../../../src/catalog/index.js'
import type { TypeDocument } from '../../../src/catalog/index.js'
import { fetchSchemas } from '../../../src/connectors/cloudformation/index.js'
import { registrySchema } from '../../../src/emulator/services/cloudformation/registry-schema.js'
import { ServiceClient } from './service-client.js'
import { catalog } from '../plane.js'

const schemas = catalog
  .services('awscc')
  .flatMap((service) => catalog.tables('awscc', service))
  .map((entry) => catalog.schema(entry))

async function documents(
  files: { name: string; text: string }[],
): Promise<Map<string, TypeDocument>> {
  const { documents: found, skipped } = await importSchemas(files)
  expect(skipped).toEqual([])
  const types = [...found].flatMap(([name, text]) => parseService(text, name).types)
  return new Map(types.map((type) => [type.typeName, type]))
}

it('says all that the catalogue knows: importing it gives the same document, for every type', async () => {
  const imported = await documents(
    schemas.map((schema) => ({
      name: schema.typeName,
      text: JSON.stringify(registrySchema(schema)),
    })),
  )
  expect(imported.size).toBe(schemas.length)
  for (const schema of schemas) {
    const ours = new Set([
      'service',
      'table',
      'columns',
      'parents',
      'unsuppliedInputs',
      'inputValues',
      'accountInputs',
      'reach',
    ])
    const facts = Object.fromEntries(Object.entries(schema).filter(([key]) => !ours.has(key)))
    expect(imported.get(schema.typeName)).toEqual(facts)
  }
}, 60_000)

describe('the SDK', () => {
  let client: ServiceClient | undefined
  beforeAll(async () => {
    process.env['AWS_ACCESS_KEY_ID'] = '111111111111'
    process.env['AWS_SECRET_ACCESS_KEY'] = 'x'
    client = await ServiceClient.start()
  })
  afterAll(() => client?.emulator.close())

  it('fetches every type of the registry', async () => {
    const endpoint = client?.emulator.url ?? ''
    const { files, failed } = await fetchSchemas({ region: 'us-east-1', endpoint })
    expect(failed).toEqual([])
    expect(files.map(({ name }) => name).sort()).toEqual(
      schemas.map(({ typeName }) => typeName).sort(),
    )
  }, 60_000)
})
