import { describe, expect, it } from 'vitest'
import { loadCatalog } from '../../src/catalog/index.js'

const catalog = loadCatalog({ roots: ['dist/catalog'] })
const integrations = { provider: 'awscc', service: 'customerprofiles', table: 'integrations' }

describe('the compiled catalogue', () => {
  it('finds a table in any case, and by its type', () => {
    const entry = catalog.find({ ...integrations, table: 'INTEGRATIONS' })
    expect(entry?.typeName).toBe('AWS::CustomerProfiles::Integration')
    expect(catalog.findType('aws::customerprofiles::integration')).toEqual(entry)
  })
})
