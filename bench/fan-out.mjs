// 17 regions x one list, and 1,000 accounts x 20 regions of empty lists, 40 ms a call: node bench/fan-out.mjs [runs]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, readStatement, silentHost } from '../dist/lib/index.js'
import { emulator, median, print, residentMegabytes } from './support/measure.mjs'

const LATENCY = 40
const REGIONS = [
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1'],
  ...['ap-southeast-2', 'ca-central-1', 'eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2'],
  ...['eu-west-3', 'sa-east-1', 'us-east-1', 'us-east-2', 'us-west-1', 'us-west-2'],
  ...['af-south-1', 'eu-south-1', 'me-south-1'],
]
const ACCOUNTS = 1_000
const IN_FLIGHT = 200
const SQL = 'SELECT count(*) FROM awscc.customerprofiles.domains'
const runs = Number(process.argv[2] ?? 5)

const folder = mkdtempSync(join(tmpdir(), 'skyql-bench-'))
const connections = join(folder, 'connections.yaml')
writeFileSync(connections, 'connections:\n  - name: org\n    accounts: organization\n')
const members = Array.from({ length: ACCOUNTS - 1 }, (_, index) => [
  '--organization',
  `${200_000_000_000 + index}=member-${index}`,
])
const cloud = await emulator('--latency', String(LATENCY), ...members.flat())

async function answer(session) {
  const result = await session.run(readStatement(SQL))
  for await (const batch of result.batches) void batch
  const failed = result.coverage.filter(({ status }) => status === 'failed')
  if (failed.length > 0) throw new Error(failed[0].error.message)
  return result.coverage.length
}

try {
  const few = createSession({
    host: silentHost,
    endpointUrl: cloud.url,
    regions: REGIONS.slice(0, 17),
  })
  const times = []
  for (let run = 0; run <= runs; run++) {
    const started = performance.now()
    await answer(few)
    if (run > 0) times.push(performance.now() - started)
  }
  await few.close()
  print('17 regions x one list, warm: time / latency', (median(times) / LATENCY).toFixed(2))

  const many = createSession({
    host: silentHost,
    endpointUrl: cloud.url,
    regions: REGIONS,
    connectionsFile: connections,
    callsInFlight: IN_FLIGHT,
  })
  for (const name of ['first time, roles taken', 'again']) {
    const started = performance.now()
    const cpu = process.cpuUsage()
    const units = await answer(many)
    const { user, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - started) / 1_000
    print(`${units} lists, ${name}: lists a second`, (units / seconds).toFixed(0))
    print('  lists a second of processor time', (units / ((user + system) / 1e6)).toFixed(0))
    print('  resident memory at most (MB)', residentMegabytes(process.pid).toFixed(0))
  }
  await many.close()
} finally {
  cloud.stop()
  rmSync(folder, { recursive: true })
}
