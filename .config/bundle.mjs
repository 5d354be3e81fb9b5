import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { build } from 'esbuild'
import { writeNotices } from './third-party-notices.mjs'

const root = new URL('..', import.meta.url).pathname
const { version } = createRequire(import.meta.url)('../package.json')

/**
 * Makes the command line in `dist`: one CommonJS bundle and its launcher, since a single file with a V8 code
 * cache starts several times faster than its modules.
 */
export async function bundle(dist) {
  mkdirSync(dist, { recursive: true })
  const main = await build({
    entryPoints: [join(root, 'src/cli/main.ts')],
    outfile: join(dist, 'main.cjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    // What licences ask for stands in THIRD-PARTY-NOTICES, where it costs no start-up time.
    legalComments: 'none',
    metafile: true,
    // A script that runs from a code cache has no import(): what is loaded late is required.
    supported: { 'dynamic-import': false },
    // Native code stays outside.
    external: ['@duckdb/node-bindings'],
    define: { 'import.meta.url': '__importMetaUrl', __SKYQL_VERSION__: JSON.stringify(version) },
    banner: { js: "const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;" },
    plugins: [liveLinesApart],
    logLevel: 'warning',
  })
  toAscii(join(dist, 'main.cjs'))
  const liveLines = await bundleLiveLines(dist)
  writeNotices(
    dist,
    [main, liveLines].flatMap(({ metafile }) => Object.keys(metafile.inputs)),
  )
  copyFileSync(join(root, '.config/launcher.cjs'), join(dist, 'skyql.cjs'))
  chmodSync(join(dist, 'skyql.cjs'), 0o755)
  // The second command is the first one's `stack`.
  writeFileSync(
    join(dist, 'stack-deploy.cjs'),
    "#!/usr/bin/env node\n'use strict'\nprocess.argv.splice(2, 0, 'stack')\nrequire('./skyql.cjs')\n",
  )
  chmodSync(join(dist, 'stack-deploy.cjs'), 0o755)
}

/** In the command line's bundle the live lines of the shell are a promise of a module that the launcher imports. */
const liveLinesApart = {
  name: 'live-lines-apart',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/ink-screen\.js$/ }, () => ({ path: 'ink-screen', namespace: 'apart' }))
    onLoad({ filter: /./, namespace: 'apart' }, () => ({
      contents: `exports.openScreen = async (...args) =>
        (await globalThis[Symbol.for('skyql.import')]('./live-lines.mjs')).openScreen(...args)`,
      loader: 'js',
    }))
  },
}

/** Ink can be inspected by a program that is no dependency of ours. */
const withoutDevtools = {
  name: 'without-devtools',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^react-devtools-core$/ }, () => ({ path: 'none', namespace: 'none' }))
    onLoad({ filter: /./, namespace: 'none' }, () => ({ contents: 'export default undefined' }))
  },
}

/**
 * Ink draws nothing where `CI` is set, a terminal or not. The shell opens a screen only on a terminal, and there it
 * has to be seen whatever the environment says.
 */
const drawsAlways = {
  name: 'draws-always',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^is-in-ci$/ }, () => ({ path: 'never', namespace: 'never' }))
    onLoad({ filter: /./, namespace: 'never' }, () => ({ contents: 'export default false' }))
  },
}

/** Makes the module of the live lines: Ink awaits at its top, which no script from a code cache can. */
async function bundleLiveLines(dist) {
  return await build({
    entryPoints: [join(root, 'src/shell/ink-screen.tsx')],
    outfile: join(dist, 'live-lines.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    minify: true,
    legalComments: 'none',
    metafile: true,
    plugins: [withoutDevtools, drawsAlways],
    define: { 'process.env.NODE_ENV': '"production"' },
    banner: {
      js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  })
}

/** esbuild leaves other letters in regular expressions; the launcher reads the bundle as Latin-1. */
function toAscii(file) {
  const text = readFileSync(file, 'utf8')
  const escaped = (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  writeFileSync(file, text.replace(/[^\x00-\x7f]/g, escaped))
}
