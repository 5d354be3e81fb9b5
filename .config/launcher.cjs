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
// A cache holds what the run that made it used: a command, or a verb of one, has its own once it was done, stack-deploy
// those of stack. What fails is perhaps no command, and help runs little of one: those share one.
const words = process.argv.slice(2)
const isWord = (text) => /^[a-z][a-z-]{0,30}$/.test(text ?? '')
const isCommand = isWord(words[0]) && !['-h', '--help'].some((one) => words.includes(one))
const isVerb = isCommand && ['stack', 'providers'].includes(words[0]) && isWord(words[1])
const cachePrefix = `main-${key}-`
const cacheOf = (owner) => path.join(folder, `${cachePrefix}${owner}.cache`)
const [ownFile, sharedFile] = [
  cacheOf(isVerb ? `${words[0]}-${words[1]}` : isCommand ? words[0] : 'any'),
  cacheOf('any'),
]
// Done with answers missing (3) or, where that was asked for, with differences found (2) is done, too.
const done = [0, 3, ...(words.includes('--detailed-exitcode') ? [2] : [])]

/** What the other verbs of a command used is nearer to what this one will than what failed. */
function otherVerbs() {
  const begin = `${cachePrefix}${words[0]}-`
  const isOne = (name) => name.startsWith(begin) && name.endsWith('.cache')
  try {
    return isVerb
      ? fs
          .readdirSync(folder)
          .filter(isOne)
          .map((name) => path.join(folder, name))
      : []
  } catch {
    return [] // First run.
  }
}

/** Each folder by itself: a recursive mkdir never comes back below /proc, where HOME may point. */
function makeFolder(name) {
  if (fs.existsSync(name)) return
  if (path.dirname(name) !== name) makeFolder(path.dirname(name))
  fs.mkdirSync(name, { mode: 0o700 })
}

/** A code cache is run: one that somebody else may have written is not read, nor is a folder of somebody else's. */
function isOurs(name) {
  const user = process.getuid?.()
  if (user === undefined) return true
  return [fs.lstatSync(name), fs.statSync(name)].every(
    ({ uid, mode }, index) => uid === user && (index === 0 || (mode & 0o022) === 0),
  )
}

let isTrusted = true
try {
  isTrusted = isOurs(folder)
  if (!isTrusted) {
    process.stderr.write(`note: ${folder} is not used: others own it or can write to it\n`)
  }
} catch {
  // First run: there is none.
}

function readCache(files) {
  if (!isTrusted) return undefined
  for (const name of files) {
    try {
      if (isOurs(name)) return fs.readFileSync(name)
    } catch {
      // First run.
    }
  }
  return undefined
}

const own = readCache([ownFile])
const cachedData = own ?? readCache([...otherVerbs(), sharedFile])
const script = new vm.Script(Module.wrap(source), {
  filename: file,
  cachedData,
})
// A script from a code cache cannot import: it asks for it here.
globalThis[Symbol.for('skyql.import')] = (specifier) => import(specifier)
const main = { exports: {} }
script.runInThisContext()(main.exports, Module.createRequire(file), main, file, __dirname)

if (own === undefined || script.cachedDataRejected) {
  process.once('exit', (code) => {
    const cacheFile = done.includes(code) ? ownFile : sharedFile
    if (cacheFile === sharedFile && cachedData !== undefined && !script.cachedDataRejected) return
    try {
      makeFolder(folder)
      if (!isOurs(folder)) return
      const fresh = `${cacheFile}.${process.pid}`
      // Made at the end of a run, the cache also holds the functions that the run compiled.
      fs.writeFileSync(fresh, script.createCachedData(), { mode: 0o600 })
      fs.renameSync(fresh, cacheFile)
      for (const name of fs.readdirSync(folder)) {
        if (name.startsWith('main-') && !name.startsWith(cachePrefix)) {
          if (Date.now() - fs.statSync(path.join(folder, name)).mtimeMs > 86_400_000)
            fs.rmSync(path.join(folder, name))
        }
      }
    } catch {
      // A read-only home costs start-up time, nothing else.
    }
  })
}
