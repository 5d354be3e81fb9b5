import { join } from 'node:path'
import * as catalog from '../src/catalog/index.js'
import * as manifest from '../src/manifest/index.js'
import { bundle } from './bundle.mjs'
import { writeStackFiles } from './stack-files.mjs'
import { writeCatalog, writeDocuments } from './write-catalog.mjs'

const root = new URL('..', import.meta.url).pathname

/** Makes what tests read from dist/ before the first one runs: the compiled catalogue and the command line. */
export async function setup(): Promise<void> {
  writeCatalog(catalog, join(root, 'providers/awscc'), join(root, 'dist/catalog'))
  await writeDocuments(catalog, join(root, 'providers'), join(root, 'dist'))
  writeStackFiles(manifest, join(root, 'dist'))
  await bundle(join(root, 'dist'))
}
