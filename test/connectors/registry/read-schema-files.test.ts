import {
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { zipSync } from 'fflate'
import { pack } from 'tar-stream'
import { afterAll, describe, expect, it } from 'vitest'
import { importSchemas } from '../../../src/catalog/index.js'
import { readSchemaFiles } from '../../../src/connectors/registry/index.js'

const folder = mkdtempSync(join(tmpdir(), 'skyql-registry-'))
afterAll(() => rmSync(folder, { recursive: true }))

const SCHEMA = JSON.stringify({
  typeName: 'AWS::Test::Thing',
  properties: { Näme: { type: 'string' } },
  primaryIdentifier: ['/properties/Näme'],
  handlers: { create: {} },
})
const FILES = {
  'in/thing.json': SCHEMA,
  'other.json': SCHEMA,
  'in/._thing.json': 'x',
  'notes.md': 'x',
}

describe('readSchemaFiles', () => {
  const sorted = async (source: string): Promise<string[]> => {
    const files = await readSchemaFiles(source)
    expect(files.map(({ text }) => text)).toEqual([SCHEMA, SCHEMA])
    return files.map(({ name }) => name.split('/').at(-1)!).sort()
  }

  it('reads a folder and what is below it', async () => {
    const source = join(folder, 'plain')
    mkdirSync(join(source, 'in'), { recursive: true })
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(source, name), text)
    expect(await sorted(source)).toEqual(['other.json', 'thing.json'])
  })

  it('reads a .tar.gz', async () => {
    const archive = pack()
    for (const [name, text] of Object.entries(FILES)) archive.entry({ name }, text)
    archive.finalize()
    const source = join(folder, 'schemas.tar.gz')
    await pipeline(archive, createGzip(), createWriteStream(source))
    expect(await sorted(source)).toEqual(['other.json', 'thing.json'])
  })

  it('reads a .zip', async () => {
    const source = join(folder, 'Schemas.ZIP')
    const entries = Object.entries(FILES).map(([name, text]) => [name, Buffer.from(text)])
    writeFileSync(source, zipSync(Object.fromEntries(entries) as Record<string, Uint8Array>))
    expect(await sorted(source)).toEqual(['other.json', 'thing.json'])
  })

  it.each([
    ['missing.zip', undefined, 'does not exist'],
    ['damaged.zip', 'x', 'cannot be read'],
    ['damaged.tar.gz', 'x', 'cannot be read'],
    ['schemas.rar', 'x', 'is neither a folder nor'],
  ])('refuses %s', async (name, text, reason) => {
    const source = join(folder, name)
    if (text !== undefined) writeFileSync(source, text)
    await expect(readSchemaFiles(source)).rejects.toMatchObject({
      code: 'FILE_UNREADABLE',
      message: expect.stringContaining(reason) as string,
    })
  })

  it('refuses a source without schemas', async () => {
    const source = join(folder, 'empty')
    mkdirSync(source)
    await expect(readSchemaFiles(source)).rejects.toThrow('has no .json file in it')
  })
})

const ALL = '../shared/data/cloudformation-schemas.tar.gz'
const reason = existsSync(ALL) ? '' : `${ALL} is not there`
if (reason !== '') console.warn(`skipped: ${reason}, the committed catalogue is not imported again`)

describe('the committed catalogue', () => {
  it.skipIf(reason !== '')('is what an import of all schemas makes, byte for byte', async () => {
    const { documents, skipped, notProvisionable } = await importSchemas(await readSchemaFiles(ALL))
    expect({ skipped, notProvisionable, services: documents.size }).toEqual({
      skipped: [],
      notProvisionable: 175,
      services: 270,
    })
    for (const [service, text] of documents)
      expect(readFileSync(`providers/awscc/${service}.json`, 'utf8') === text, service).toBe(true)
  })
})
