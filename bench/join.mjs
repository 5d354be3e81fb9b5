// Joins a list of 1,000 to one get for each, 40 ms a call, 50 in flight: node bench/join.mjs [runs]
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSession, readStatement, silentHost } from '../dist/lib/index.js'
import { emulator, median, print, SKYQL, timed } from './support/measure.mjs'

const KEYS = 1_000
const LATENCY = 40
const IN_FLIGHT = 50
const PAGE = 100
const runs = Number(process.argv[2] ?? 5)
const SQL = `SELECT d.domain_name, i.object_type_name FROM awscc.customerprofiles.domains d
JOIN awscc.customerprofiles.integrations i ON i.Identifier = d.domain_name || '|s3://a'`

const folder = mkdtempSync(join(tmpdir(), 'skyql-bench-'))
const seed = join(folder, 'estate.json')
const region = 'us-east-1'
writeFileSync(
  seed,
  JSON.stringify(
    Array.from({ length: KEYS }, (_, index) => `domain-${index}`).flatMap((DomainName) => [
      {
        type: 'AWS::CustomerProfiles::Domain',
        region,
        properties: { DomainName, DefaultExpirationDays: 366 },
      },
      {
        type: 'AWS::CustomerProfiles::Integration',
        region,
        properties: { DomainName, Uri: 's3://a', ObjectTypeName: 'Orders' },
      },
    ]),
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
  const ideal = (KEYS / PAGE) * LATENCY + (KEYS * LATENCY) / IN_FLIGHT
  const session = createSession({
    host: silentHost,
    endpointUrl: cloud.url,
    regions: [region],
    callsInFlight: IN_FLIGHT,
  })
  const warm = []
  for (let run = 0; run <= runs; run++) {
    const started = performance.now()
    let rows = 0
    const result = await session.run(readStatement(SQL))
    for await (const batch of result.batches) rows += batch.length
    if (rows !== KEYS) throw new Error(`${rows} rows`)
    if (run > 0) warm.push(performance.now() - started)
  }
  const gets = session.statistics.calls.GetResource / (runs + 1)
  await session.close()
  if (gets !== KEYS) throw new Error(`${gets} gets`)
  print(
    `warm: time / ideal (${ideal} ms: ${KEYS / PAGE} pages + ${KEYS} gets)`,
    (median(warm) / ideal).toFixed(2),
  )
  const cold = []
  for (let run = 0; run < runs; run++) {
    const { ms, stdout } = await timed(process.execPath, [
      SKYQL,
      ...['exec', '-o', 'json', '--region', region, '--calls-in-flight', String(IN_FLIGHT)],
      ...['--endpoint-url', cloud.url, SQL],
    ])
    if (JSON.parse(stdout).length !== KEYS) throw new Error('rows are missing')
    cold.push(ms)
  }
  print('cold: time / ideal', (median(cold) / ideal).toFixed(2))
} finally {
  cloud.stop()
  rmSync(folder, { recursive: true })
}
