import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { PROVIDER_SCHEMA } from '../../src/catalog/index.js'

/* It is compiled without being held against JSON Schema's own, which takes longer than all the rest. */
test('the schema of provider documents is one of JSON Schema', () => {
  const ajv = new Ajv()
  expect(ajv.validateSchema(PROVIDER_SCHEMA), ajv.errorsText()).toBe(true)
  expect(ajv.validateSchema({ ...PROVIDER_SCHEMA, required: 'name' })).toBe(false)
})
