import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname

/** What stacks need of `dist`: the schema of manifests, and what `stack init --template` starts from. */
export function writeStackFiles({ MANIFEST_SCHEMA }, dist) {
  const schema = `${JSON.stringify(MANIFEST_SCHEMA, null, 2)}\n`
  writeFileSync(join(dist, 'manifest.schema.json'), schema)
  rmSync(join(dist, 'templates'), { recursive: true, force: true })
  cpSync(join(root, 'manifests'), join(dist, 'templates'), {
    recursive: true,
    // The stack of the benchmark is no template.
    filter: (path) => !path.endsWith('/manifests/many') && !path.endsWith('/.skyql'),
  })
}
