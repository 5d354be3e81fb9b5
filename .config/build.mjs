// Builds dist/: the library (ESM), the compiled catalogue with AWS's descriptions, and the command line.
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { bundle } from './bundle.mjs'
import { writeDescriptions } from './descriptions.mjs'
import { writeStackFiles } from './stack-files.mjs'
import { writeCatalog, writeDocuments } from './write-catalog.mjs'

const root = new URL('..', import.meta.url).pathname
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)

rmSync(join(dist, 'lib'), { recursive: true, force: true })
const compiler = require.resolve('typescript/bin/tsc')
execFileSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.json')], { stdio: 'inherit' })

const catalog = await import(join(dist, 'lib/catalog/index.js'))
writeCatalog(catalog, join(root, 'providers/awscc'), join(dist, 'catalog'))
await writeDocuments(catalog, join(root, 'providers'), dist)
const descriptions = join(dist, 'catalog/awscc/descriptions')
if (!existsSync(join(descriptions, 'ec2.json'))) await writeDescriptions(descriptions)

writeStackFiles(await import(join(dist, 'lib/manifest/index.js')), dist)

await bundle(dist)
