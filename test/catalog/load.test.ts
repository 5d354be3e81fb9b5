import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import {
  compileDocuments,
  importSchemas,
  loadCatalog,
  parseService,
  readDocuments,
} from '../../src/catalog/index.js'
import { catalog, registrySchema } from './support.js'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** A compiled catalogue of some registry schemas. */
async function root(...schemas: Record<string, unknown>[]): Promise<string> {
  const files = schemas.map((schema, index) => ({ name: `${index}`, text: JSON.stringify(schema) }))
  const documents = [...(await importSchemas(files)).documents].map(([name, text]) =>
    parseService(text, name),
  )
  return folderOf(compileDocuments(documents))
}

function folderOf(files: Iterable<readonly [string, string]>): string {
  const folder = mkdtempSync(join(tmpdir(), 'skyql-catalog-'))
  folders.push(folder)
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

const things = { provider: 'awscc', service: 'test', table: 'things' }

describe('loadCatalog', () => {
  it('finds tables in any case, and types', () => {
    const entry = catalog.find({
      provider: 'AWSCC',
      service: 'CustomerProfiles',
      table: 'INTEGRATIONS',
    })
    expect(entry).toMatchObject({
      name: { provider: 'awscc', service: 'customerprofiles', table: 'integrations' },
      typeName: 'AWS::CustomerProfiles::Integration',
      listable: true,
    })
    expect(catalog.findType('aws::customerprofiles::integration')).toEqual(entry)
    expect(catalog.findType('AWS::IAM::Policy')?.listable).toBe(false)
    expect(catalog.find({ ...things, service: 'nothing' })).toBeUndefined()
    expect(catalog.find({ ...things, provider: 'nothing' })).toBeUndefined()
    expect(catalog.findType('AWS::No::Thing')).toBeUndefined()
    expect(catalog.providers()).toEqual(['awscc'])
    expect(catalog.services('awscc')).toContain('customerprofiles')
    expect(catalog.services('nothing')).toEqual([])
    expect(catalog.tables('awscc', 'customerprofiles').map((each) => each.name.table)).toContain(
      'domains',
    )
  })

  it('reads the documents that were committed, as they are', () => {
    const documents = readDocuments('providers/awscc').filter(({ service }) => service === 'ec2')
    const loaded = loadCatalog({ roots: [folderOf(compileDocuments(documents))] })
    for (const { typeName, ...facts } of documents[0]!.types)
      expect(loaded.schema(loaded.findType(typeName)!)).toMatchObject({ typeName, ...facts })
  })

  it('lets a later root take the place of a type, and add others', async () => {
    const bundled = await root(registrySchema(), registrySchema({ typeName: 'AWS::Test::Other' }))
    const own = await root(
      registrySchema({ properties: { Name: { type: 'integer' } } }),
      registrySchema({ typeName: 'Initech::TPS::Report' }),
    )
    const loaded = loadCatalog({ roots: [bundled, own, '/nowhere/at/all'] })
    expect(loaded.schema(loaded.find(things)!).columns[0]?.type).toBe('BIGINT')
    expect(loaded.tables('awscc', 'test').map(({ name }) => name.table)).toEqual([
      'others',
      'things',
    ])
    expect(loaded.findType('AWS::Test::Other')).toBeDefined()
    expect(loaded.findType('Initech::TPS::Report')?.name.service).toBe('initech_tps')
  })

  it('says what to do about a missing or broken catalogue', async () => {
    expect(() => loadCatalog({ roots: ['/nowhere/at/all'] }).find(things)).toThrow(
      expect.objectContaining({ code: 'CATALOG_UNREADABLE' }),
    )
    const folder = await root(registrySchema())
    writeFileSync(join(folder, 'awscc/test/things.json'), '{')
    const loaded = loadCatalog({ roots: [folder] })
    expect(() => loaded.schema(loaded.find(things)!)).toThrow(/things\.json is broken/)
    writeFileSync(join(folder, 'awscc/index.json'), '[0]')
    expect(() => loadCatalog({ roots: [folder] }).find(things)).toThrow(/not a catalogue index/)
  })

  it('reads descriptions where the build made them', async () => {
    const script: string = '../../.config/descriptions.mjs'
    const { writeDescriptions } = (await import(script)) as {
      writeDescriptions: (folder: string) => Promise<void>
    }
    const folder = await root(registrySchema({ typeName: 'AWS::CustomerProfiles::Integration' }))
    const loaded = loadCatalog({ roots: [folder] })
    const entry = loaded.findType('AWS::CustomerProfiles::Integration')!
    expect(loaded.descriptions?.(entry)).toBeUndefined()
    await writeDescriptions(join(folder, 'awscc/descriptions'))
    const descriptions = loaded.descriptions?.(entry)
    for (const pointer of [
      '',
      '/properties/DomainName',
      '/properties/FlowDefinition/Tasks/*/TaskType',
    ])
      expect(descriptions?.get(pointer)).toMatch(/\w{3}/)
    expect(descriptions?.get('/properties/Nothing/There')).toBeUndefined()
    expect(loaded.providers()).toEqual(['awscc'])
  })
})
