// How much of a limit of 20 calls a second is used, and how many calls are throttled: node bench/rate.mjs [seconds]
import { createSession, readStatement, silentHost } from '../dist/lib/index.js'
import { emulator, print } from './support/measure.mjs'

const LIMIT = 20
const seconds = Number(process.argv[2] ?? 30)
const cloud = await emulator('--latency', '40', '--rate', String(LIMIT), '--page-size', '1')
try {
  const session = createSession({
    host: silentHost,
    endpointUrl: cloud.url,
    regions: ['us-east-1'],
  })
  const count = () => Object.values(session.statistics.calls).reduce((sum, calls) => sum + calls, 0)
  const identifiers = Array.from({ length: LIMIT * seconds * 2 }, (_, index) => `'bucket-${index}'`)
  const query = session
    .run(
      readStatement(
        `SELECT count(*) FROM awscc.s3.buckets WHERE Identifier IN (${identifiers.join(', ')})`,
      ),
      AbortSignal.timeout((seconds + 2) * 1_000),
    )
    .catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const before = { calls: count(), throttles: session.statistics.throttles, at: performance.now() }
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000 - 500))
  const elapsed = (performance.now() - before.at) / 1_000
  const calls = count() - before.calls
  const throttles = session.statistics.throttles - before.throttles
  print(
    `calls accepted / ${LIMIT} a second, after the first two seconds`,
    ((calls - throttles) / (LIMIT * elapsed)).toFixed(3),
  )
  print('calls throttled / calls', (throttles / calls).toFixed(4))
  await query
  await session.close()
} finally {
  cloud.stop()
}
