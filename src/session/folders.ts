import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `~/.cache/skyql`: what can be had again. */
export function cacheFolder(): string {
  const { XDG_CACHE_HOME: cache } = process.env
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'skyql')
}

/** The catalogue that ships with the package, and over it the one that the user imported. */
export function catalogRoots(): string[] {
  return [bundledCatalog(), join(userFolder(), 'catalog')]
}

/** `~/.config/skyql`: the user's own catalogue and settings. */
export function userFolder(): string {
  const { XDG_CONFIG_HOME: config } = process.env
  return join(config === undefined || config === '' ? join(homedir(), '.config') : config, 'skyql')
}

/** `dist/catalog`, seen from a bundle in `dist/`, from `dist/lib/session/` and from `src/session/`. */
export function bundledCatalog(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  for (let up = 0; up < 4; up++, folder = dirname(folder)) {
    for (const candidate of [join(folder, 'catalog'), join(folder, 'dist', 'catalog')]) {
      if (existsSync(join(candidate, 'awscc', 'index.json'))) return candidate
    }
  }
  return join(dirname(fileURLToPath(import.meta.url)), 'catalog')
}

/** `dist/documents`, beside the catalogue. */
export function bundledDocuments(): string {
  return join(dirname(bundledCatalog()), 'documents')
}
