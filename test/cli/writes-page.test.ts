import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { finish } from '../support/skyql.js'

/* docs/writes.md is true: its commands are run in their order, and give what it says. */

const SKYQL = new URL('../../dist/skyql.cjs', import.meta.url).pathname
const page = new URL('../../docs/writes.md', import.meta.url)

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'skyql-writes-'))
})

afterAll(() => rm(folder, { recursive: true }))

interface Shown {
  readonly command: string
  readonly output: string
}

function shownIn(text: string): Shown[] {
  const blocks = [...text.matchAll(/```console\n([^]*?)```/g)].map(([, block]) => block ?? '')
  return blocks.flatMap((block) =>
    block
      .split(/^\$ /m)
      .slice(1)
      .map((part) => {
        const [command = '', ...lines] = part.split('\n')
        return { command, output: lines.join('\n') }
      }),
  )
}

test('the commands of the page', { timeout: 120_000 }, async () => {
  const shown = shownIn(await readFile(page, 'utf8'))
  expect(shown.length).toBeGreaterThan(8)
  for (const { command, output } of shown) {
    const file = /^cat (\S+)$/.exec(command)?.[1]
    if (file !== undefined) {
      await writeFile(join(folder, file), output)
      continue
    }
    const line = `skyql() { "${process.execPath}" "${SKYQL}" "$@"; }\n${command}`
    const { stdout, stderr } = await finish('bash', ['-c', line], { cwd: folder })
    expect(`${stdout}${stderr}`, command).toBe(output)
  }
})
