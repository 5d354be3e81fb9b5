// Time from the command to the shell's first prompt, beside node's own start. Needs `script` (util-linux) and a build.
//   node bench/shell-start.mjs [runs]
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const runs = Number(process.argv[2] ?? 11)
const folder = mkdtempSync(join(tmpdir(), 'skyql-'))
const program = new URL('../dist/skyql.cjs', import.meta.url).pathname

/** Milliseconds until a command in a terminal writes a text. */
function until(command, wanted) {
  return new Promise((resolve, reject) => {
    const started = performance.now()
    const child = spawn('script', ['-qfec', command, '/dev/null'], {
      cwd: folder,
      env: { ...process.env, XDG_CONFIG_HOME: folder, TERM: 'xterm' },
    })
    let seen = ''
    child.stdout.on('data', (chunk) => {
      seen += chunk
      if (!seen.includes(wanted)) return
      resolve(performance.now() - started)
      child.kill('SIGKILL')
    })
    child.on('error', reject)
    setTimeout(() => reject(new Error(`no "${wanted}" in:\n${seen}`)), 20_000).unref()
  })
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const [shell, node] = [[], []]
await until(`node ${program} shell --local`, 'skyql>')
for (let run = 0; run < runs; run++) {
  shell.push(await until(`node ${program} shell --local`, 'skyql>'))
  node.push(await until(`node -e "console.log('ready')"`, 'ready'))
}
const [prompt, bare] = [median(shell), median(node)]
console.log(`first prompt ${prompt.toFixed(0)} ms, node alone ${bare.toFixed(0)} ms`)
console.log(`ratio to node alone ${(prompt / bare).toFixed(2)}`)
