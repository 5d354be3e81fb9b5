import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { skyql } from '../support/skyql.js'

const ROOT = new URL('../..', import.meta.url).pathname
const page = (name: string): string => readFileSync(join(ROOT, name), 'utf8')

test('README and docs/stacks.md show what plan and build print', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'skyql-pages-'))
  try {
    cpSync(join(ROOT, 'manifests/bucket'), join(cwd, 'manifests/bucket'), { recursive: true })
    const at = ['manifests/bucket', 'dev', '--local']
    const planned = await skyql(['stack', 'plan', ...at], { cwd })
    expect(planned.code, planned.stderr).toBe(0)
    const built = await skyql(['stack', 'build', ...at, '--yes'], { cwd })
    expect(built.code, built.stderr).toBe(0)
    for (const name of ['README.md', 'docs/stacks.md']) {
      expect(page(name)).toContain(planned.stdout.trim())
      expect(page(name)).toContain(built.stdout.trim())
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
})
