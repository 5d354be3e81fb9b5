import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SchemaFile } from '../../catalog/index.js'
import { isSchemaName } from './schema-name.js'

/** The schemas in a folder and the folders below it. */
export async function* readFolder(folder: string): AsyncGenerator<SchemaFile> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile() && isSchemaName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  for (const file of files) yield { name: file, text: await readFile(file, 'utf8') }
}
