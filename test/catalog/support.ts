import { loadCatalog, type ResourceSchema } from '../../src/catalog/index.js'

/** The compiled catalogue that the test setup makes. */
export const catalog = loadCatalog({ roots: ['dist/catalog'] })

export function schemaOf(typeName: string): ResourceSchema {
  return catalog.schema(catalog.findType(typeName)!)
}

export function allSchemas(): ResourceSchema[] {
  return catalog
    .services('awscc')
    .flatMap((service) => catalog.tables('awscc', service))
    .map((entry) => catalog.schema(entry))
}

/** A registry schema with little in it; `over` replaces or adds keys. */
export function registrySchema(
  over: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    typeName: 'AWS::Test::Thing',
    description: 'A thing of the tests.',
    properties: { Name: { type: 'string', description: 'Its name.' } },
    additionalProperties: false,
    primaryIdentifier: ['/properties/Name'],
    handlers: { create: { permissions: ['test:Create'] }, list: { permissions: [] } },
    ...over,
  }
}
