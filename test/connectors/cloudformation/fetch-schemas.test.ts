import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fetchSchemas } from '../../../src/connectors/cloudformation/index.js'
import { RegistryServer, type ListedType } from './registry-server.js'

const schema = (name: string): string =>
  JSON.stringify({ typeName: name, description: 'a < b & c' })
const listed = (
  name: string,
  visibility: ListedType['visibility'],
  provisioning: ListedType['provisioning'] = 'FULLY_MUTABLE',
): ListedType => ({ name, visibility, provisioning, schema: schema(name) })

const server = new RegistryServer([
  ...Array.from({ length: 9 }, (_, index) => listed(`AWS::Test::Thing${index}`, 'PUBLIC')),
  listed('AWS::Test::Fixed', 'PUBLIC', 'IMMUTABLE'),
  listed('AWS::Test::Old', 'PUBLIC', 'NON_PROVISIONABLE'),
  listed('Initech::TPS::Report', 'PRIVATE'),
  { name: 'AWS::Test::Gone', visibility: 'PUBLIC', provisioning: 'FULLY_MUTABLE' },
])

describe('fetchSchemas', () => {
  let endpoint = ''
  beforeAll(async () => {
    endpoint = await server.listen()
    process.env['AWS_ACCESS_KEY_ID'] = 'test'
    process.env['AWS_SECRET_ACCESS_KEY'] = 'test'
  })
  afterAll(() => {
    server.close()
    delete process.env['AWS_ACCESS_KEY_ID']
    delete process.env['AWS_SECRET_ACCESS_KEY']
  })
  beforeEach(() => {
    server.faults.length = 0
    server.calls.length = 0
    server.mostInFlight = 0
  })

  it('gets public and private provisionable types of all pages, bounded', async () => {
    const progress: number[] = []
    const { files, failed } = await fetchSchemas({
      region: 'eu-west-1',
      endpoint,
      concurrency: 3,
      onProgress: (done, total) => progress.push(done / total),
    })
    expect(files).toHaveLength(11)
    expect(files).toContainEqual({
      name: 'Initech::TPS::Report',
      text: schema('Initech::TPS::Report'),
    })
    expect(files.map(({ name }) => name)).toContain('AWS::Test::Fixed')
    expect(files.map(({ name }) => name)).not.toContain('AWS::Test::Old')
    expect(failed).toEqual([{ name: 'AWS::Test::Gone', reason: 'said TypeNotFoundException' }])
    expect(server.mostInFlight).toBeLessThanOrEqual(3)
    expect(progress.at(-1)).toBe(1)
  })

  it('waits out throttles', async () => {
    server.faults.push({ action: 'DescribeType', status: 400, code: 'Throttling' })
    // All are under way before the throttle slows the client down.
    const { files } = await fetchSchemas({ region: 'eu-west-1', endpoint, concurrency: 20 })
    expect(files).toHaveLength(11)
    expect(server.calls.filter((action) => action === 'DescribeType')).toHaveLength(13)
  })

  it('says which permissions it needs', async () => {
    server.faults.push({ action: 'DescribeType', status: 403, code: 'AccessDenied' })
    await expect(fetchSchemas({ region: 'eu-west-1', endpoint })).rejects.toMatchObject({
      code: 'ACCESS_DENIED',
      details: { hint: expect.stringContaining('cloudformation:DescribeType') as string },
    })
  })

  it('says when it was cancelled', async () => {
    const signal = AbortSignal.abort()
    await expect(fetchSchemas({ region: 'eu-west-1', endpoint, signal })).rejects.toMatchObject({
      code: 'CANCELLED',
    })
  })
})
