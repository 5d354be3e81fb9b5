// Time from the command to the shell's first prompt, beside psql's (with a server of its own) and node's own start.
// Needs `script` (util-linux) and a build; psql and a Postgres server for the ratio.
//   node bench/shell-start.mjs [runs]
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { postgres } from './support/postgres.mjs'
import { median, print, SKYQL } from './support/measure.mjs'
import { Terminal } from './support/terminal.mjs'

const runs = Number(process.argv[2] ?? 15)
const folder = mkdtempSync(join(tmpdir(), 'skyql-'))

async function until(command, wanted) {
  const terminal = new Terminal(command, { cwd: folder, env: { XDG_CONFIG_HOME: folder } })
  const ms = await terminal.until(wanted)
  terminal.close()
  return ms
}

const server = postgres()
const shell = `node ${SKYQL} shell --local`
const [shells, nodes, psqls] = [[], [], []]
// The first one writes the code cache.
await until(shell, 'skyql>')
for (let run = 0; run < runs; run++) {
  shells.push(await until(shell, 'skyql>'))
  nodes.push(await until(`node -e "console.log('ready')"`, 'ready'))
  if (server !== undefined) psqls.push(await until(server.command, server.prompt))
}
server?.stop()

const [prompt, bare] = [median(shells), median(nodes)]
print('first prompt, ms', prompt.toFixed(0))
print('node alone, ms', bare.toFixed(0))
print('ratio to node alone', (prompt / bare).toFixed(2))
if (server === undefined) print('ratio to psql', 'there is no Postgres server here')
else {
  print('psql with a local server, ms', median(psqls).toFixed(0))
  print('ratio to psql', (prompt / median(psqls)).toFixed(2))
}
process.exit(0)
