// Lists 2,000 resources and gets each of them, 40 ms a call, 50 in flight: node bench/hydrate.mjs [runs]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, readStatement, silentHost } from '../dist/lib/index.js'
import { emulator, median, print, residentMegabytes, SKYQL, timed } from './support/measure.mjs'

const RESOURCES = 2_000
const LATENCY = 40
const IN_FLIGHT = 50
const PAGE = 100
const runs = Number(process.argv[2] ?? 5)
const SQL = 'SELECT * FROM awscc.customerprofiles.domains'

const folder = mkdtempSync(join(tmpdir(), 'skyql-bench-'))
const seed = join(folder, 'estate.json')
writeFileSync(
  seed,
  JSON.stringify(
    Array.from({ length: RESOURCES }, (_, index) => ({
      type: 'AWS::CustomerProfiles::Domain',
      region: 'us-east-1',
      properties: { DomainName: `domain-${index}`, DefaultExpirationDays: 366 },
    })),
  ),
)
const cloud = await emulator(
  '--latency',
  String(LATENCY),
  '--seed',
  seed,
  '--page-size',
  String(PAGE),
)
try {
  const ideal = (RESOURCES / PAGE) * LATENCY + (RESOURCES * LATENCY) / IN_FLIGHT
  const session = createSession({
    host: silentHost,
    endpointUrl: cloud.url,
    regions: ['us-east-1'],
    callsInFlight: IN_FLIGHT,
  })
  const warm = []
  for (let run = 0; run <= runs; run++) {
    const started = performance.now()
    let rows = 0
    const result = await session.run(readStatement(SQL))
    for await (const batch of result.batches) rows += batch.length
    if (rows !== RESOURCES) throw new Error(`${rows} rows`)
    if (run > 0) warm.push(performance.now() - started)
  }
  await session.close()
  print(
    `warm: time / ideal (${ideal} ms: ${RESOURCES / PAGE} pages + ${RESOURCES} gets)`,
    (median(warm) / ideal).toFixed(2),
  )
  print('  resident memory of the warm process (MB)', residentMegabytes(process.pid).toFixed(0))
  const cold = []
  const peaks = []
  for (let run = 0; run < runs; run++) {
    const { ms, peak, stdout } = await timed(process.execPath, [
      SKYQL,
      ...['exec', '-o', 'json', '--region', 'us-east-1', '--calls-in-flight', String(IN_FLIGHT)],
      ...['--endpoint-url', cloud.url, SQL],
    ])
    if (JSON.parse(stdout).length !== RESOURCES) throw new Error('rows are missing')
    cold.push(ms)
    peaks.push(peak)
  }
  print('cold: time / ideal', (median(cold) / ideal).toFixed(2))
  print('  resident memory of the cold process (MB)', Math.max(...peaks).toFixed(0))
} finally {
  cloud.stop()
  rmSync(folder, { recursive: true })
}
