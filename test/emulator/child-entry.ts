/** A process of its own for tests that kill: `server OPTIONS` or `local OPTIONS`, as JSON. */
import { loadCatalog } from '../../src/catalog/index.js'
import { openLocalCloud, startEmulator } from '../../src/emulator/index.js'

interface ChildOptions {
  readonly catalogRoot: string
  readonly dir: string
}

const [kind, json = '{}'] = process.argv.slice(2)
const { catalogRoot, dir } = JSON.parse(json) as ChildOptions
const catalog = loadCatalog({ roots: [catalogRoot] })

if (kind === 'server') {
  const emulator = await startEmulator({ catalog, stateDir: dir })
  process.stdout.write(`${emulator.url}\n`)
} else {
  const local = await openLocalCloud({ catalog, dir })
  process.stdout.write(`${await local.endpoint()}\n`)
  // Each line on stdin asks where the cloud is now; its end lets go.
  process.stdin.setEncoding('utf8')
  for await (const line of process.stdin) {
    if (String(line).trim() === 'close') break
    process.stdout.write(`${await local.endpoint()}\n`)
  }
  await local.close()
}
