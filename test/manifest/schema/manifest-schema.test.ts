import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { MANIFEST_SCHEMA } from '../../../src/manifest/schema/manifest-schema.js'

/* It is compiled without being held against JSON Schema's own, which takes longer than all the rest. */
test('the schema of manifests is one of JSON Schema', () => {
  const ajv = new Ajv()
  expect(ajv.validateSchema(MANIFEST_SCHEMA), ajv.errorsText()).toBe(true)
  expect(ajv.validateSchema({ ...MANIFEST_SCHEMA, required: 'name' })).toBe(false)
})
