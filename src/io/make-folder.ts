import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder of the user's own (mode 0700) with those above it, each by itself: Node's recursive `mkdir` never comes
 * back below a folder that takes none and says that there is no such file (`/proc`, where HOME may point).
 * @throws the error of the system, ENOENT and EACCES among them
 */
export function makeFolder(path: string): void {
  if (existsSync(path)) return
  const parent = dirname(path)
  if (parent !== path && !existsSync(parent)) makeFolder(parent)
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Somebody else was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
}
