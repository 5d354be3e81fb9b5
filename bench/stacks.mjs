// A stack of 500 resources in a graph 10 deep: building it against its critical path, planning it unchanged against
// its reads. node bench/stacks.mjs [runs] [milliseconds of a call while planning]
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { emulator, median, print, processorTime, SKYQL } from './support/measure.mjs'

const [DEEP, WIDE, HANDLER, IN_FLIGHT] = [10, 50, 500, 50]
const RUNS = Number(process.argv[2] ?? 3)
const LATENCY = Number(process.argv[3] ?? 40)
/** Plans of each run: one takes a second, of which what is measured here is half. */
const PLANS = 5
const NOTE = new URL('./support/note-processor-time.cjs', import.meta.url).pathname

const resources = []
for (let level = 0; level < DEEP; level++) {
  for (let index = 0; index < WIDE; index++) {
    const before = level === 0 ? 'none' : `{{ v${level - 1}_${index} }}`
    resources.push(
      `  - name: r${level}_${index}\n    table: awscc.logs.log_groups\n    props:\n` +
        `      - { name: LogGroupName, value: '/bench/${level}/${index}' }\n` +
        `      - { name: Tags, value: [{ Key: after, Value: '${before}' }] }\n` +
        `    exports: [{ LogGroupName: v${level}_${index} }]`,
    )
  }
}
const root = mkdtempSync(join(tmpdir(), 'skyql-bench-'))
const stack = join(root, 'stack')
mkdirSync(stack)
writeFileSync(
  join(stack, 'manifest.yml'),
  `name: bench\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n${resources.join('\n')}\n`,
)

/** Milliseconds on the clock, and on the processor: skyql's own and the local cloud's. */
function timed(cloud, verb, state, ...flags) {
  const note = join(root, 'processor-time')
  const before = processorTime(cloud.pid)
  const started = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    [
      ...['--require', NOTE, SKYQL, 'stack', verb, stack, 'dev'],
      ...['--endpoint-url', cloud.url, '--state', state, ...flags],
    ],
    { env: { ...process.env, BENCH_PROCESSOR_TIME: note } },
  )
  const clock = performance.now() - started
  if (status !== 0) throw new Error(String(stderr).slice(-2000))
  return {
    clock,
    skyql: Number(readFileSync(note, 'utf8')),
    cloud: processorTime(cloud.pid) - before,
  }
}

/** A verb beside `info`, which only starts and checks: what it takes of these is not counted. */
function beside(cloud, verb, state, ...flags) {
  const start = timed(cloud, 'info', state)
  return { start, verb: timed(cloud, verb, state, ...flags) }
}

/** One stack from nothing: built in a cloud whose handlers take time, planned in the same cloud behind a latency. */
async function run(number) {
  const [state, kept] = [join(root, `state-${number}`), join(root, `cloud-${number}`)]
  const building = await emulator('--handler', String(HANDLER), '--state', kept)
  timed(building, 'info', state)
  const builds = [beside(building, 'build', state, '--yes', '--parallelism', String(WIDE))]
  building.stop()
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  // At the same address it is the same cloud, and the record is the one of the build.
  const at = ['--port', new URL(building.url).port, '--state', kept]
  const planning = await emulator(...at, '--latency', String(LATENCY))
  const flags = ['--calls-in-flight', String(IN_FLIGHT)]
  // The first time for a cloud that has just been started: what it compiles then is not skyql's time.
  timed(planning, 'plan', state, ...flags)
  const plans = []
  for (let plan = 0; plan < PLANS; plan++) plans.push(beside(planning, 'plan', state, ...flags))
  planning.stop()
  return { builds, plans }
}

function report(what, pairs, ideal) {
  const middle = (pick) => median(pairs.map(pick))
  const seconds = (ms) => `${(ms / 1000).toFixed(2)} s`
  const part = (name, cpu) => `${name} ${seconds(middle(({ verb }) => verb[cpu]))}`
  const clock = seconds(middle(({ verb }) => verb.clock))
  print(what, `${clock}; processor: ${part('skyql', 'skyql')}, ${part('local cloud', 'cloud')}`)
  const over = middle(({ start, verb }) => (verb.clock - start.clock) / ideal)
  print('  without start and checks, over that', over.toFixed(2))
  print('  with them', middle(({ verb }) => verb.clock / ideal).toFixed(2))
}

try {
  const runs = []
  for (let number = 0; number < RUNS; number++) runs.push(await run(number))
  const builds = runs.flatMap((one) => one.builds)
  const plans = runs.flatMap((one) => one.plans)
  const start = median([...builds, ...plans].map((one) => one.start.clock))
  print('start and checks alone', `${(start / 1000).toFixed(2)} s`)
  const [critical, reads] = [DEEP * HANDLER, (DEEP * WIDE * LATENCY) / IN_FLIGHT]
  report(`build, critical path ${critical / 1000} s`, builds, critical)
  report(`plan, unchanged, reads ${reads / 1000} s`, plans, reads)
} finally {
  rmSync(root, { recursive: true, force: true })
}
