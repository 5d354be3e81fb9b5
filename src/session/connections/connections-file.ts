import { AppError } from '../../errors/index.js'
import { loadYaml } from '../../util/index.js'
import { readEntries, type ConnectionEntry } from './connection-entry.js'
import { ConfigReader } from './config-reader.js'

/** A file of connections, read and checked. */
export interface ConnectionsFile {
  /** Patterns of the connections that statements ask which name none; all where it says nothing. */
  readonly chosen: readonly string[] | undefined
  readonly entries: readonly ConnectionEntry[]
}

/**
 * Reads a file of connections.
 * @throws AppError CONFIGURATION with all that is wrong with it, each with its line and column
 */
export async function readConnectionsFile(file: string, text: string): Promise<ConnectionsFile> {
  const document = (await loadYaml()).read(text)
  if ('problems' in document) {
    const [first] = document.problems
    throw new AppError('CONFIGURATION', `${file} cannot be read: ${first?.problem ?? ''}`, {
      file,
      source: text,
      ...(first?.position === undefined ? {} : { position: first.position }),
    })
  }
  const reader = new ConfigReader(document)
  const root = reader.record(document.value, [], ['connections', 'default'])
  const entries = readEntries(root?.['connections'], reader)
  const chosen = reader.texts(root?.['default'], ['default'])
  reader.throwProblems(file, text)
  return { chosen, entries }
}
