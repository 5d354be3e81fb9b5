// Builds dist/: the library (ESM), the compiled catalogue with AWS's descriptions, and the command line as one
// CommonJS bundle, since a single file with a V8 code cache starts several times faster than its modules.
import { execFileSync } from 'node:child_process'
import { copyFileSync, chmodSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { writeDescriptions } from './descriptions.mjs'
import { writeCatalog } from './write-catalog.mjs'

const root = new URL('..', import.meta.url).pathname
const dist = join(root, 'dist')
const require = createRequire(import.meta.url)

rmSync(join(dist, 'lib'), { recursive: true, force: true })
execFileSync(
  process.execPath,
  [require.resolve('typescript/bin/tsc'), '-p', join(root, 'tsconfig.json')],
  {
    stdio: 'inherit',
  },
)

const catalog = await import(join(dist, 'lib/catalog/index.js'))
writeCatalog(catalog, join(root, 'providers/awscc'), join(dist, 'catalog'))
const descriptions = join(dist, 'catalog/awscc/descriptions')
if (!existsSync(join(descriptions, 'ec2.json'))) await writeDescriptions(descriptions)

mkdirSync(dist, { recursive: true })
await build({
  entryPoints: [join(root, 'src/cli/main.ts')],
  outfile: join(dist, 'main.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  // Native code stays outside; its JavaScript is loaded when the first query runs.
  external: ['@duckdb/node-api'],
  define: {
    'import.meta.url': '__importMetaUrl',
    __SKYQL_VERSION__: JSON.stringify(require('../package.json').version),
  },
  banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
})
copyFileSync(join(root, '.config/launcher.cjs'), join(dist, 'skyql.cjs'))
chmodSync(join(dist, 'skyql.cjs'), 0o755)
