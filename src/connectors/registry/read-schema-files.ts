import { stat } from 'node:fs/promises'
import type { SchemaFile } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { readFolder } from './read-folder.js'
import { readTar } from './read-tar.js'
import { readZip } from './read-zip.js'

/**
 * Registry schemas of a folder, a `.tar.gz` (`.tgz`) or a `.zip`, in no order to rely on.
 * @throws AppError FILE_UNREADABLE where the source is missing, of another kind, damaged, or has no schema
 */
export async function readSchemaFiles(source: string): Promise<SchemaFile[]> {
  const read = await readerOf(source)
  const files: SchemaFile[] = []
  try {
    for await (const file of read(source)) files.push(file)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw unreadable(source, `cannot be read: ${reason}`, cause)
  }
  if (files.length === 0) throw unreadable(source, 'has no .json file in it')
  return files
}

async function readerOf(source: string): Promise<(source: string) => AsyncIterable<SchemaFile>> {
  const status = await stat(source).catch((cause: unknown) => {
    throw unreadable(source, 'does not exist', cause)
  })
  if (status.isDirectory()) return readFolder
  if (/\.(?:tar\.gz|tgz)$/i.test(source)) return readTar
  if (/\.zip$/i.test(source)) return readZip
  throw unreadable(source, 'is neither a folder nor a .tar.gz or .zip file')
}

function unreadable(source: string, what: string, cause?: unknown): AppError {
  return new AppError('FILE_UNREADABLE', `${source} ${what}`, {
    hint: 'give a folder, .tar.gz or .zip of registry schemas, or aws to ask CloudFormation',
    cause,
  })
}
