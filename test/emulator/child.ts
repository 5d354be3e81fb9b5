import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Interface } from 'node:readline'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'

const root = new URL('../..', import.meta.url).pathname
let bundled: Promise<string> | undefined

/** Node runs no TypeScript: the entry is bundled once a test file. It lives in the tree to find packages. */
function bundleChild(): Promise<string> {
  bundled ??= bundle()
  return bundled
}

async function bundle(): Promise<string> {
  const outfile = join(
    root,
    'node_modules',
    '.cache',
    `skyql-child-${process.pid}-${Date.now()}.mjs`,
  )
  await build({
    entryPoints: [join(root, 'test/emulator/child-entry.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return outfile
}

export const removeBundle = async (): Promise<void> => {
  if (bundled !== undefined) rmSync(await bundled, { force: true })
}

export const temporaryDir = (): string => mkdtempSync(join(tmpdir(), 'skyql-emulator-'))

/** A child that has said its first line, an address. */
export class Child {
  readonly url: string
  readonly #process: ChildProcess
  readonly #lines: AsyncIterator<string>

  private constructor(url: string, child: ChildProcess, lines: AsyncIterator<string>) {
    this.url = url
    this.#process = child
    this.#lines = lines
  }

  static async start(kind: 'server' | 'local', dir: string): Promise<Child> {
    const options = JSON.stringify({ dir, catalogRoot: join(root, 'dist/catalog') })
    const child = spawn(process.execPath, [await bundleChild(), kind, options], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const reader: Interface = createInterface({ input: child.stdout })
    const lines = reader[Symbol.asyncIterator]()
    return new Child(await nextLine(lines), child, lines)
  }

  get pid(): number {
    return this.#process.pid ?? 0
  }

  /** Writes a line and reads one back. */
  ask(line = 'where'): Promise<string> {
    this.#process.stdin?.write(`${line}\n`)
    return nextLine(this.#lines)
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const exit = once(this.#process, 'exit')
    this.#process.kill(signal)
    await exit
  }

  /** Lets a `local` child close and waits for its end. */
  async close(): Promise<number | null> {
    const exit = once(this.#process, 'exit')
    this.#process.stdin?.write('close\n')
    const [code] = (await exit) as [number | null]
    return code
  }
}

async function nextLine(lines: AsyncIterator<string>): Promise<string> {
  const line = await lines.next()
  if (line.done === true) throw new Error('the child ended without a word')
  return line.value
}
