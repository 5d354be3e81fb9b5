import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import type { SchemaFile } from '../../catalog/index.js'
import { isSchemaName } from './schema-name.js'

/** The schemas in a `.zip`, as AWS publishes them (`CloudformationSchema.zip`). */
export async function* readZip(file: string): AsyncGenerator<SchemaFile> {
  const entries = unzipSync(await readFile(file), { filter: ({ name }) => isSchemaName(name) })
  for (const [name, bytes] of Object.entries(entries)) yield { name, text: strFromU8(bytes) }
}
