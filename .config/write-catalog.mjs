import {
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * Compiles providers/awscc into `out` (dist/catalog). `catalog` is the catalogue room, from source or built.
 * Several runs may do this at once: a file is replaced whole, and only where it differs.
 */
export function writeCatalog(catalog, providers, out) {
  const files = catalog.compileDocuments(catalog.readDocuments(providers), {
    parents: catalog.readReviewedParents(providers),
    reach: catalog.readReviewedReach(providers),
  })
  for (const [path, text] of files) writeIfNew(join(out, path), text)
  removeOthers(join(out, 'awscc'), 'awscc', files)
  // An import of the user's own schemas needs the reviewed parents, too.
  cpSync(join(providers, 'reviewed'), join(out, 'awscc/reviewed'), { recursive: true })
}

const KEPT = new Set(['awscc/descriptions', 'awscc/reviewed'])

function writeIfNew(file, text) {
  try {
    if (readFileSync(file, 'utf8') === text) return
  } catch {
    mkdirSync(dirname(file), { recursive: true })
  }
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, text)
  renameSync(fresh, file)
}

function removeOthers(folder, path, kept) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = `${path}/${entry.name}`
    if (KEPT.has(inner)) continue
    if (entry.isDirectory()) removeOthers(join(folder, entry.name), inner, kept)
    else if (inner.endsWith('.json') && !kept.has(inner))
      rmSync(join(folder, entry.name), { force: true })
  }
}
