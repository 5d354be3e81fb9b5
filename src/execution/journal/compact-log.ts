import { rename, rm, stat } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '../../util/index.js'
import { AppendLog } from './append-log.js'
import { asideFiles, ignoreMissing, readLog } from './read-log.js'

/** Logs up to here are left alone. Bytes. */
const SMALL = 1 << 20

/**
 * Drops entries that are no longer needed from a log that has grown. Other processes may append meanwhile:
 * the file is put aside by one rename, what is kept goes to its successor, and a writer that still holds the
 * old file sees it and writes again. A crash at any point leaves files that are read and compacted later.
 */
export async function compactLog(
  path: string,
  keep: (entries: readonly JsonObject[]) => readonly JsonObject[],
  { above = SMALL }: { readonly above?: number } = {},
): Promise<void> {
  const size = await stat(path).then((file) => file.size, ignoreMissing(0))
  if (size <= above) return
  try {
    await rename(path, `${path}.aside-${String(Date.now())}-${randomUUID()}`)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // Another process was faster, or (Windows) has the file open: there will be a next time.
    if (code === 'ENOENT' || code === 'EPERM' || code === 'EBUSY' || code === 'EACCES') return
    throw error
  }
  const aside = await asideFiles(path)
  const { entries } = await readLog(path)
  const log = new AppendLog(path)
  try {
    const kept = keep(entries).map((entry) => log.append(entry, { durable: true }))
    for (const each of await Promise.allSettled(kept)) {
      if (each.status === 'rejected') throw each.reason
    }
  } finally {
    await log.close()
  }
  for (const file of aside) await rm(file, { force: true })
}
