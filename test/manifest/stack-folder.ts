import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { LoadStackOptions, Stack } from '../../src/manifest/index.js'
import { loadStack } from '../../src/manifest/index.js'

/** A folder with these files, gone after the test. */
export function stackFolder(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'skyql-stack-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  return folder
}

/** The stack of a manifest and further files, in the environment `dev`. */
export async function stackOf(
  manifest: string,
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: Partial<LoadStackOptions> = {},
): Promise<Stack> {
  const cwd = stackFolder({ 'stack/stackql_manifest.yml': manifest, ...files })
  return loadStack({ dir: 'stack', env: 'dev', cwd, ...options })
}

/** Problems as `line:column message`. */
export function problemLines(stack: Stack): string[] {
  return stack.problems.map(({ message, place }) => {
    const at = place === undefined ? '' : `${place.position.line}:${place.position.column} `
    return at + message
  })
}
