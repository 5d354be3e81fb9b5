import { readFile } from 'node:fs/promises'
import { AppError } from '../../errors/index.js'
import { utf8Text } from '../../util/index.js'

/** The statements: the argument, a file, or what is piped in. */
export async function readInput(
  sql: string | undefined,
  infile: string | undefined,
): Promise<string> {
  if (sql !== undefined && infile !== undefined) {
    throw new AppError('USAGE', 'statements come from the argument or from -i FILE, not from both')
  }
  if (sql !== undefined && sql !== '-') return sql
  if (infile !== undefined && infile !== '-') return readTextFile(infile)
  if (process.stdin.isTTY) {
    throw new AppError('USAGE', 'there is nothing to run', {
      hint: 'skyql exec "SELECT …", skyql exec -i FILE, or pipe statements in',
    })
  }
  const parts: Uint8Array[] = []
  for await (const part of process.stdin) parts.push(part as Uint8Array)
  try {
    return utf8Text(Buffer.concat(parts))
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `stdin cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}

/** @throws AppError FILE_UNREADABLE */
export async function readTextFile(path: string): Promise<string> {
  try {
    return utf8Text(await readFile(path))
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      file: path,
      cause,
    })
  }
}
