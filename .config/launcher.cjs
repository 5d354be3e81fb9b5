#!/usr/bin/env node
'use strict'
// Runs main.cjs with V8's code cache, which halves the time to start. The cache is made on the first run of a
// version on a Node version and thrown away by V8 itself when it does not fit; without a place to keep it the
// program only starts slower.
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const v8 = require('node:v8')
const vm = require('node:vm')
const Module = require('node:module')

// Most runs take a second or two: what V8 would compile again for speed in that time costs more than it gives back.
// A fifth of the processor time of such a run (docs/performance.md); long runs are optimized all the same, a bit later.
v8.setFlagsFromString('--interrupt-budget=600000')

const file = path.join(__dirname, 'main.cjs')
// The bundle is ASCII: read as Latin-1 it needs no decoding and half the memory.
const source = fs.readFileSync(file, 'latin1')
const stat = fs.statSync(file)
const key = [
  process.version,
  process.arch,
  stat.size,
  Math.trunc(stat.mtimeMs),
  process.getuid?.() ?? 0,
].join('-')
const folder = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'skyql')
// A cache holds what the run that made it used: a command has its own once it was done (0, or 3 with answers missing),
// stack-deploy that of stack. What fails is perhaps no command, and help runs little of one: those share one.
const [word = '', ...rest] = process.argv.slice(2)
const isCommand =
  /^[a-z][a-z-]{0,30}$/.test(word) && !['-h', '--help'].some((one) => rest.includes(one))
const cacheOf = (name) => path.join(folder, `main-${key}-${name}.cache`)
const [ownFile, sharedFile] = [cacheOf(isCommand ? word : 'any'), cacheOf('any')]

let cachedData
let isOwn = false
for (const name of [ownFile, sharedFile]) {
  try {
    cachedData ??= fs.readFileSync(name)
    isOwn ||= name === ownFile
  } catch {
    // First run.
  }
}
const script = new vm.Script(Module.wrap(source), {
  filename: file,
  cachedData,
})
// A script from a code cache cannot import: it asks for it here.
globalThis[Symbol.for('skyql.import')] = (specifier) => import(specifier)
const main = { exports: {} }
script.runInThisContext()(main.exports, Module.createRequire(file), main, file, __dirname)

if (!isOwn || script.cachedDataRejected) {
  process.once('exit', (code) => {
    const cacheFile = code === 0 || code === 3 ? ownFile : sharedFile
    if (cacheFile === sharedFile && cachedData !== undefined && !script.cachedDataRejected) return
    try {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
      const fresh = `${cacheFile}.${process.pid}`
      // Made at the end of a run, the cache also holds the functions that the run compiled.
      fs.writeFileSync(fresh, script.createCachedData(), { mode: 0o600 })
      fs.renameSync(fresh, cacheFile)
      for (const name of fs.readdirSync(folder)) {
        if (name.startsWith('main-') && !name.startsWith(`main-${key}-`)) {
          if (Date.now() - fs.statSync(path.join(folder, name)).mtimeMs > 86_400_000)
            fs.rmSync(path.join(folder, name))
        }
      }
    } catch {
      // A read-only home costs start-up time, nothing else.
    }
  })
}
