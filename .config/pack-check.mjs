// What npm would publish holds what a user needs and nothing that is ours alone; the packed command runs.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const [{ files, size }] = JSON.parse(
  execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
  }),
)
const paths = files.map(({ path }) => path)
const missing = [
  'LICENSE',
  'README.md',
  'dist/THIRD-PARTY-NOTICES',
  'dist/skyql.cjs',
  'dist/main.cjs',
  'dist/lib/index.js',
  'dist/lib/index.d.ts',
  'dist/catalog/awscc/index.json',
  'dist/catalog/awscc/customerprofiles/integrations.json',
  'dist/catalog/awscc/descriptions/customerprofiles.json',
].filter((path) => !paths.includes(path))
const foreign = paths.filter((path) =>
  /^(src|test|bench|providers|\.config|\.ci|\.skyql)\//.test(path),
)
if (missing.length > 0) throw new Error(`not in the package: ${missing.join(', ')}`)
if (foreign.length > 0)
  throw new Error(`should not be in the package: ${foreign.slice(0, 5).join(', ')}`)

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const folder = mkdtempSync(join(tmpdir(), 'skyql-pack-'))
try {
  execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  })
  execFileSync('npm', ['init', '-y', '--silent'], { cwd: folder, stdio: 'ignore' })
  execFileSync(
    'npm',
    [
      'install',
      '--silent',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      join(folder, `${name}-${version}.tgz`),
    ],
    { cwd: folder, stdio: 'inherit' },
  )
  const answer = execFileSync(
    join(folder, 'node_modules/.bin/skyql'),
    ['exec', '-o', 'json', "SHOW RESOURCES IN awscc.customerprofiles LIKE 'integrations'"],
    { cwd: folder, encoding: 'utf8' },
  )
  if (JSON.parse(answer)[0]?.type !== 'AWS::CustomerProfiles::Integration')
    throw new Error(`unexpected: ${answer}`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`pack ok: ${paths.length} files, ${(size / 1e6).toFixed(1)} MB`)
