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

/**
 * Compiles the documents of all other providers (`<provider>/<service>.json`) into `out` (dist/documents), and
 * writes the schema that they are checked by.
 */
export async function writeDocuments(catalog, root, dist) {
  const documents = []
  for (const { name } of readdirSync(root, { withFileTypes: true })) {
    if (name === 'awscc') continue
    for (const file of readdirSync(join(root, name)).sort()) {
      if (!file.endsWith('.json')) continue
      const path = join(root, name, file)
      const text = readFileSync(path, 'utf8')
      const read = await catalog.readDocument(text)
      if ('problems' in read) throw catalog.documentError(path, text, read.problems)
      documents.push({ document: read.document, file: path })
    }
  }
  const out = join(dist, 'documents')
  const files = catalog.compiledDocuments(documents)
  for (const [path, text] of files) writeIfNew(join(out, path), text)
  removeOthers(out, '', new Map([...files].map(([path, text]) => [`/${path}`, text])))
  const schema = `${JSON.stringify(catalog.PROVIDER_SCHEMA, null, 2)}\n`
  writeIfNew(join(dist, 'provider.schema.json'), schema)
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
