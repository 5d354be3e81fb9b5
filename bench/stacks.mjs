// A stack of 500 resources in a graph 10 deep: building it against its critical path, planning it unchanged against
// its reads. node bench/stacks.mjs
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const SKYQL = new URL('../dist/skyql.cjs', import.meta.url).pathname
const [DEEP, WIDE, HANDLER, LATENCY, IN_FLIGHT] = [10, 50, 500, 40, 50]
const env = { ...process.env, AWS_ACCESS_KEY_ID: '123456789012', AWS_SECRET_ACCESS_KEY: 'x' }

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
const dir = mkdtempSync(join(tmpdir(), 'skyql-bench-'))
writeFileSync(
  join(dir, 'manifest.yml'),
  `name: bench\nproviders: [awscc]\nglobals: [{ name: region, value: us-east-1 }]\nresources:\n${resources.join('\n')}\n`,
)

async function cloud(...flags) {
  const child = spawn(process.execPath, [SKYQL, 'emulator', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  return { url: /listening on (\S+)/.exec(line)[1], stop: () => child.kill('SIGTERM') }
}

function timed(verb, url, ...flags) {
  const args = [
    SKYQL,
    'stack',
    verb,
    dir,
    'dev',
    '--endpoint-url',
    url,
    '--state',
    join(dir, 'state'),
    ...flags,
  ]
  const started = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, { env })
  if (status !== 0) throw new Error(String(stderr).slice(-2000))
  return performance.now() - started
}

const state = join(dir, 'cloud')
const building = await cloud('--handler', String(HANDLER), '--state', state)
const none = timed('info', building.url)
const build = timed('build', building.url, '--yes', '--parallelism', String(WIDE))
building.stop()
await new Promise((resolve) => setTimeout(resolve, 1_000))
const planning = await cloud('--latency', String(LATENCY), '--state', state)
const plan = timed(
  'plan',
  planning.url,
  '--calls-in-flight',
  String(IN_FLIGHT),
  '--state',
  join(dir, 'state'),
)
planning.stop()
rmSync(dir, { recursive: true, force: true })

const critical = DEEP * HANDLER
const reads = (DEEP * WIDE * LATENCY) / IN_FLIGHT
const shown = (value) => (value / 1000).toFixed(2)
console.log(`start and checks alone ${shown(none)} s`)
console.log(
  `build ${shown(build)} s; critical path ${shown(critical)} s; ${((build - none) / critical).toFixed(2)} without the start`,
)
console.log(
  `plan of the same, unchanged ${shown(plan)} s; reads ${shown(reads)} s; ${((plan - none) / reads).toFixed(2)} without the start`,
)
