import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import type { SchemaFile } from '../../catalog/index.js'
import { isSchemaName } from './schema-name.js'

/** The schemas in a `.tar.gz`. */
export async function* readTar(file: string): AsyncGenerator<SchemaFile> {
  const archive = extract()
  const reading = pipeline(createReadStream(file), createGunzip(), archive)
  // A broken archive ends the loop below, which passes the reason on.
  reading.catch(() => undefined)
  for await (const entry of archive) {
    const chunks: Buffer[] = []
    for await (const chunk of entry) chunks.push(chunk as Buffer)
    const { name, type } = entry.header
    if (type === 'file' && isSchemaName(name))
      yield { name, text: Buffer.concat(chunks).toString('utf8') }
  }
  await reading
}
