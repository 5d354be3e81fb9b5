import { readFile } from 'node:fs/promises'
import { AppError } from '../errors/index.js'
import { utf8Text } from '../util/index.js'

/** The text of a file of settings. @throws AppError FILE_UNREADABLE */
export async function readSettings(path: string): Promise<string> {
  try {
    return utf8Text(await readFile(path))
  } catch (cause) {
    throw new AppError('FILE_UNREADABLE', `${path} cannot be read: ${(cause as Error).message}`, {
      cause,
    })
  }
}
