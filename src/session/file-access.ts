import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../errors/index.js'
import { readSettings } from './read-settings.js'
import type { FileChoice, SessionOptions } from './session-options.js'

/**
 * Which files statements may read: what the session is told, else `files` of the user's `config.yaml` in `folder`, else
 * all; none where it only reads.
 * @throws AppError USAGE where a session that only reads is to read files, CONFIGURATION
 */
export async function fileAccess(
  { files, readOnly }: Pick<SessionOptions, 'files' | 'readOnly'>,
  folder: string,
): Promise<FileChoice> {
  if (readOnly === true) {
    if (files === undefined || files === 'none') return 'none'
    throw new AppError(
      'USAGE',
      `a session that only reads resources reads no files: files is ${files}`,
      {
        hint: 'leave --files out, or --read-only',
      },
    )
  }
  if (files !== undefined) return files
  const path = join(folder, 'config.yaml')
  if (!existsSync(path)) return 'all'
  const { readConfigFile } = await import('./config-file.js')
  return (await readConfigFile(path, await readSettings(path))).files ?? 'all'
}
