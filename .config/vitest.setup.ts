import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compileDocuments, readDocuments, readReviewedParents } from '../src/catalog/index.js'

const root = new URL('..', import.meta.url).pathname

/** Makes what tests read from dist/ (the compiled catalogue) before the first test runs. */
export function setup(): void {
  const folder = join(root, 'providers/awscc')
  const files = compileDocuments(readDocuments(folder), { parents: readReviewedParents(folder) })
  const out = join(root, 'dist/catalog')
  for (const [path, text] of files) writeIfNew(join(out, path), text)
  removeOthers(join(out, 'awscc'), 'awscc', files)
}

// Several runs may do this at once: a file is replaced whole, and only where it differs.
function writeIfNew(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) return
  } catch {
    mkdirSync(dirname(file), { recursive: true })
  }
  const fresh = `${file}.${process.pid}`
  writeFileSync(fresh, text)
  renameSync(fresh, file)
}

function removeOthers(folder: string, path: string, kept: ReadonlyMap<string, string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = `${path}/${entry.name}`
    if (inner === 'awscc/descriptions') continue
    if (entry.isDirectory()) removeOthers(join(folder, entry.name), inner, kept)
    else if (inner.endsWith('.json') && !kept.has(inner))
      rmSync(join(folder, entry.name), { force: true })
  }
}
