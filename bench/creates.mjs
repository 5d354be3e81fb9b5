// Makes 500 independent resources, 20 in flight, 40 ms a call, 500 ms a handler: node bench/creates.mjs [runs]
import { createSession, readStatement, silentHost } from '../dist/lib/index.js'
import { emulator, median, print } from './support/measure.mjs'

const RESOURCES = 500
const IN_FLIGHT = 20
const LATENCY = 40
const HANDLER = 500
const runs = Number(process.argv[2] ?? 3)

// The least that each write takes: the call that asks for it, its handler, and the call that sees its end.
const ideal = (RESOURCES / IN_FLIGHT) * (LATENCY + HANDLER + LATENCY)
const cloud = await emulator('--latency', String(LATENCY), '--handler', String(HANDLER))
try {
  const session = createSession({
    host: silentHost,
    endpointUrl: cloud.url,
    regions: ['us-east-1'],
    mutationsInFlight: IN_FLIGHT,
    yes: true,
  })
  const times = []
  for (let run = 0; run < runs; run++) {
    const rows = Array.from({ length: RESOURCES }, (_, index) => `('d${run}-${index}', 30)`)
    const started = performance.now()
    const result = await session.run(
      readStatement(
        `INSERT INTO awscc.customerprofiles.domains (DomainName, DefaultExpirationDays) VALUES ${rows.join(', ')}`,
      ),
    )
    const done = []
    for await (const batch of result.batches) done.push(...batch)
    const failed = done.filter((row) => row[4] !== 'SUCCESS').length
    if (done.length !== RESOURCES || failed > 0)
      throw new Error(`${failed} of ${done.length} failed`)
    times.push(performance.now() - started)
  }
  await session.close()
  print(`time / ideal (${ideal} ms)`, (median(times) / ideal).toFixed(2))
} finally {
  cloud.stop()
}
