import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readSettings } from './read-settings.js'

/**
 * Whether CSV and TSV are written for spreadsheets, by `csv_safe` of the user's `config.yaml` in `folder`.
 * @throws AppError CONFIGURATION, FILE_UNREADABLE
 */
export async function isCsvSafe(folder: string): Promise<boolean> {
  const path = join(folder, 'config.yaml')
  if (!existsSync(path)) return false
  const { readConfigFile } = await import('./config-file.js')
  return (await readConfigFile(path, await readSettings(path))).csvSafe ?? false
}
