import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { limitSubject, type LimitRule } from '../connectors/index.js'
import { readSettings } from './read-settings.js'

/**
 * The limits that calls are held to: those that catalogues declare, and those of the user's settings in `folder`.
 * @throws AppError CONFIGURATION, FILE_UNREADABLE
 */
export async function readLimits(
  roots: readonly string[],
  folder: string,
): Promise<readonly LimitRule[]> {
  return overridden(await providerLimits(roots), await userLimits(folder))
}

/** The limits that provider documents declare: `<root>/<provider>/reviewed/limits.json`, of the form of the settings. */
async function providerLimits(roots: readonly string[]): Promise<readonly LimitRule[]> {
  const files = roots.flatMap((root) =>
    providersOf(root).map((provider) => join(root, provider, 'reviewed', 'limits.json')),
  )
  const limits: LimitRule[] = []
  for (const file of files.filter((each) => existsSync(each))) {
    const { readConfigFile } = await import('./config-file.js')
    limits.push(...(await readConfigFile(file, await readSettings(file))).limits)
  }
  return limits
}

function providersOf(root: string): string[] {
  return existsSync(root) ? readdirSync(root) : []
}

/** A limit of the user's takes the place of a declared one that is about the same calls. */
function overridden(
  declared: readonly LimitRule[],
  own: readonly LimitRule[],
): readonly LimitRule[] {
  const replaced = new Set(own.map(limitSubject))
  return [...declared.filter((rule) => !replaced.has(limitSubject(rule))), ...own]
}

/** The limits among the user's settings. */
async function userLimits(folder: string): Promise<readonly LimitRule[]> {
  const path = join(folder, 'config.yaml')
  if (!existsSync(path)) return []
  const { readConfigFile } = await import('./config-file.js')
  return (await readConfigFile(path, await readSettings(path))).limits
}
