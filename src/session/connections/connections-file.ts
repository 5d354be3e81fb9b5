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
  const { reader, root } = await ConfigReader.open(file, text, ['connections', 'default'])
  const entries = readEntries(root?.['connections'], reader)
  const chosen = reader.texts(root?.['default'], ['default'])
  reader.throwProblems(file, text)
  return { chosen, entries }
}
